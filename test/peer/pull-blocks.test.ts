/** Pull of blocks: who is greeted, what is asked for, what is taken out of an update and advertised then. */
import { describe, expect, it } from 'vitest';
import type { PeerEffect } from '../../src/peer/io.js';
import type { SignedMessage } from '../../src/wire/envelope.js';
import { PullMsgType, GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import {
  commitsIn,
  damaged,
  payloadOf,
  pushedBlock,
  stateRequest,
} from '../support/block-messages.js';
import { type BlockScene, blockScene } from '../support/block-scene.js';
import { contentOf, emptyMessage, reenveloped } from '../support/gossip-builders.js';
import { dataRequest, digest, hello, update } from '../support/pull-messages.js';
import { sentIn, tracesIn, verdictsIn } from '../support/scene.js';

const of = { channel: 'ch1' };
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const blockOf = (scene: BlockScene, number: number): SignedMessage =>
  pushedBlock(payloadOf(scene.chain.blocks[number]!));

const ofChannel = (scene: BlockScene, channel: string): SignedMessage =>
  pushedBlock(payloadOf(scene.chain.blocks[1]!), { channel });

/** Block 1 with other data than its header says. */
const damagedBlock = (scene: BlockScene): SignedMessage =>
  pushedBlock(
    payloadOf(
      damaged(scene.chain.blocks[1]!, (block) => ({
        ...block,
        data: { $typeName: 'common.BlockData', data: [Uint8Array.of(1)] },
      })),
    ),
  );

const isOfBlocks = ({ message }: SignedMessage) =>
  message.content.case !== 'hello' || message.content.value.msgType === PullMsgType.BLOCK_MSG;
const ofKind = (effects: readonly PeerEffect[], kind: string) =>
  sentIn(effects).filter((sent) => sent.kind === kind && isOfBlocks(sent.message));

/** Hellos as `LINK NONCE`. */
const hellosIn = (effects: readonly PeerEffect[]) =>
  ofKind(effects, 'hello').map(
    ({ link, message }) => `${link} ${contentOf(message, 'hello').nonce}`,
  );

const requestsIn = (effects: readonly PeerEffect[]) =>
  ofKind(effects, 'dataReq').map(({ message }) =>
    contentOf(message, 'dataReq').digests.map(text).join(' '),
  );

/** What is told on a link; undefined if nothing is said. */
function told(scene: BlockScene, link: string, channel = 'ch1'): string | undefined {
  scene.taken();
  scene.receive(link, hello(41n, { channel }));
  const [sent] = ofKind(scene.taken(), 'dataDig');
  return sent && contentOf(sent.message, 'dataDig').digests.map(text).join(' ');
}

/** In the phase of a round in which updates are waited for, with the link and nonce of its only member. */
function asking(options: Parameters<typeof blockScene>[0] = {}) {
  const scene = blockScene(options);
  const link = scene.channelMember('ann.A');
  scene.taken();
  scene.advance(4_000);
  const [sent] = ofKind(scene.taken(), 'hello');
  const { nonce } = contentOf(sent!.message, 'hello');
  scene.advance(1_000);
  scene.taken();
  return { scene, link, nonce };
}

describe('block pull: who takes part', () => {
  it('PULL-42: members of our organisation with a StateInfo of the channel are greeted', () => {
    const scene = blockScene();
    const ann = scene.channelMember('ann.A');
    scene.channelMember('eve.B');
    scene.member('bob.A');
    scene.taken();
    scene.advance(4_000);
    const effects = scene.taken();
    const [sent, ...others] = ofKind(effects, 'hello');
    expect([sent!.link, others]).toEqual([ann, []]);
    expect(sent!.message.message).toMatchObject({ nonce: 0n, tag: Tag.CHAN_AND_ORG });
    expect(text(sent!.message.message.channel)).toBe('ch1');
  });
  it('PULL-40: all four messages carry the tag CHAN_AND_ORG and the channel', () => {
    const { scene, link, nonce } = asking();
    scene.receive(link, blockOf(scene, 1));
    scene.advance(3_000);
    const [again] = ofKind(scene.taken(), 'hello');
    const round = contentOf(again!.message, 'hello').nonce;
    expect(round).not.toBe(nonce);
    scene.receive(link, digest(round, ['7'], of));
    scene.receive(link, hello(41n, of));
    scene.receive(link, dataRequest(41n, ['1'], of));
    scene.advance(1_000);
    const sent = sentIn(scene.taken()).filter(({ kind }) => kind.startsWith('data'));
    expect(sent.map(({ kind }) => kind)).toEqual(['dataDig', 'dataUpdate', 'dataReq']);
    for (const { message } of sent) {
      expect(message.message).toMatchObject({ nonce: 0n, tag: Tag.CHAN_AND_ORG });
      expect(text(message.message.channel)).toBe('ch1');
      expect(message.envelope.signature).toHaveLength(0);
      expect(message.message.content.value).toMatchObject({ msgType: PullMsgType.BLOCK_MSG });
    }
  });
  it('PULL-42: who has left greets nobody', () => {
    const scene = blockScene();
    scene.channelMember('ann.A');
    scene.feed({ type: 'channel.leave', channel: 'ch1' });
    scene.taken();
    scene.advance(4_000);
    expect(hellosIn(scene.taken())).toEqual([]);
  });
});

describe('block pull: a channel that is left during a round', () => {
  it('PULL-42: asks nobody for what it was told', () => {
    const scene = blockScene();
    const link = scene.channelMember('ann.A');
    scene.taken();
    scene.advance(4_000);
    const [sent] = ofKind(scene.taken(), 'hello');
    const { nonce } = contentOf(sent!.message, 'hello');
    scene.receive(link, digest(nonce, ['1'], of));
    scene.feed({ type: 'channel.leave', channel: 'ch1' });
    scene.advance(1_000);
    expect(requestsIn(scene.taken())).toEqual([]);
  });
});

describe('block pull: what is told and served', () => {
  it('PULL-43, PULL-41: pushed blocks in the window, by number', () => {
    const scene = blockScene();
    const link = scene.channelMember('ann.A');
    expect(told(scene, link)).toBeUndefined();
    for (const number of [12, 10]) scene.receive(link, blockOf(scene, number));
    expect(told(scene, link)).toBe('12 10');
    scene.taken();
    scene.receive(link, dataRequest(41n, ['10', '11', '010', '12'], of));
    const [sent] = ofKind(scene.taken(), 'dataUpdate');
    const items = contentOf(sent!.message, 'dataUpdate').data.map(
      (envelope) => contentOf(reenveloped(envelope), 'dataMsg').payload!.seqNum,
    );
    expect(items).toEqual([10n, 12n]);
  });
  it('PULL-43: a block that leaves the window, or expires in it, is not told any more', () => {
    const scene = blockScene();
    const link = scene.channelMember('ann.A');
    scene.receive(link, blockOf(scene, 5));
    scene.receive(link, blockOf(scene, 16));
    expect(told(scene, link)).toBe('16');
    scene.advance(404_000);
    expect(scene.entry().window.has(16n)).toBe(true);
    expect([...scene.entry().pull.items.keys()]).toEqual([]);
  });
});

describe('block pull: what is asked for', () => {
  it('PULL-44, PULL-5: numbers from the height of the ledger on, and no garbage', () => {
    const scene = blockScene();
    const link = scene.channelMember('ann.A');
    scene.receive(link, blockOf(scene, 1));
    scene.receive(link, blockOf(scene, 9));
    scene.taken();
    expect(scene.height()).toBe(2n);
    scene.advance(4_000);
    const [sent] = ofKind(scene.taken(), 'hello');
    const { nonce } = contentOf(sent!.message, 'hello');
    const sound = ['2', '10', '18446744073709551615', '007'];
    const past = ['0', '1', '01'];
    const held = ['9'];
    const garbage = ['', '-1', '+3', ' 3', '3 ', '0x3', '3.0', '３', 'x', '18446744073709551616'];
    const long = [`${'0'.repeat(40)}5`, '9'.repeat(100_000)];
    scene.receive(link, digest(nonce, [...garbage, ...sound, ...past, ...held, ...long], of));
    scene.advance(1_000);
    expect(requestsIn(scene.taken())).toEqual([sound.join(' ')]);
  });
});

describe('block pull: updates', () => {
  it('PULL-46, PULL-14: a block that was asked for is committed and advertised', () => {
    const { scene, link, nonce } = asking();
    scene.channelMember('bob.A');
    scene.clear();
    scene.receive(link, update(nonce, [blockOf(scene, 2), blockOf(scene, 1)], of));
    const effects = scene.taken();
    expect(commitsIn(effects)).toEqual([1n, 2n]);
    expect(scene.height()).toBe(3n);
    expect(tracesIn(effects, 'block').map(({ what, source }) => `${what} ${source}`)).toEqual(
      expect.arrayContaining(['received pull', 'committed commit']),
    );
    expect(told(scene, link)).toBe('2 1');
  });
  it('PULL-50: and not pushed', () => {
    const { scene, link, nonce } = asking();
    scene.channelMember('bob.A');
    scene.clear();
    scene.receive(link, update(nonce, [blockOf(scene, 1)], of));
    scene.advance(100);
    expect(scene.pushedTo()).toEqual([]);
  });
  it('PULL-12: a block that nobody asked for is committed, neither pushed nor advertised, and not taken again', () => {
    const { scene, link, nonce } = asking();
    scene.receive(link, update(555n, [blockOf(scene, 1)], of));
    expect(commitsIn(scene.taken())).toEqual([1n]);
    expect(told(scene, link)).toBeUndefined();
    scene.receive(link, update(nonce, [blockOf(scene, 1), blockOf(scene, 2)], of));
    expect(told(scene, link)).toBe('2');
  });
  it('PULL-12: in `hardened` it is ignored', () => {
    const { scene, link } = asking({ profile: 'hardened' });
    scene.receive(link, update(555n, [blockOf(scene, 1)], of));
    const effects = scene.taken();
    expect(verdictsIn(effects)).toEqual(['ignore PULL-D12']);
    expect(commitsIn(effects)).toEqual([]);
    expect(scene.entry().window.size).toBe(0);
  });
  it.each([
    ['a damaged block', (scene: BlockScene) => damagedBlock(scene)],
    ['a block of another channel', (scene: BlockScene) => ofChannel(scene, 'ch2')],
    ['a block of no channel', (scene: BlockScene) => ofChannel(scene, '')],
    ['another message', () => stateRequest(1n, 2n)],
    ['an empty message', () => emptyMessage()],
    ['no payload', () => pushedBlock(undefined)],
  ])('PULL-45, PULL-13, PULL-I2: %s refuses the whole update', (_, badOf) => {
    for (const order of [0, 1]) {
      const { scene, link, nonce } = asking();
      const items = [blockOf(scene, 2), badOf(scene)];
      scene.receive(link, update(nonce, order === 0 ? items : items.reverse(), of));
      const effects = scene.taken();
      expect(verdictsIn(effects)).toHaveLength(1);
      expect(commitsIn(effects)).toEqual([]);
      expect(scene.entry().window.size).toBe(0);
      expect(told(scene, link)).toBeUndefined();
      scene.receive(link, update(nonce, [blockOf(scene, 1), blockOf(scene, 2)], of));
      expect(commitsIn(scene.taken())).toEqual([1n, 2n]);
    }
  });
  it('PULL-49: what the window has already is skipped, damaged or not', () => {
    const { scene, link, nonce } = asking();
    scene.receive(link, blockOf(scene, 1));
    scene.taken();
    const copy = damagedBlock(scene);
    scene.receive(link, update(nonce, [copy, blockOf(scene, 2)], of));
    const effects = scene.taken();
    expect(verdictsIn(effects)).toEqual([]);
    expect(commitsIn(effects)).toEqual([2n]);
  });
  it('PULL-15: of two copies the first counts', () => {
    const { scene, link, nonce } = asking();
    scene.receive(link, update(nonce, [blockOf(scene, 1), blockOf(scene, 1)], of));
    expect(commitsIn(scene.taken())).toEqual([1n]);
    expect(told(scene, link)).toBe('1');
  });
  it('PULL-43: what an update itself moves out of the window is not advertised', () => {
    const { scene, link, nonce } = asking();
    scene.receive(link, update(nonce, [blockOf(scene, 3), blockOf(scene, 20)], of));
    expect([...scene.entry().window.keys()]).toEqual([20n]);
    expect(told(scene, link)).toBe('20');
  });
});
