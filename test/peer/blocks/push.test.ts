/** Whom blocks and leadership messages reach, how often is drawn, and in which order a flush goes. */
import { describe, expect, it } from 'vitest';
import { gossipOwnBlock, refusalOfPulled, takePulled } from '../../../src/peer/blocks/receive.js';
import { perform } from '../../../src/peer/perform.js';
import { queueForPush } from '../../../src/peer/push.js';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { payloadOf, pushedBlock } from '../../support/block-messages.js';
import { type BlockScene, blockScene } from '../../support/block-scene.js';
import { stateInfo } from '../../support/channel-scene.js';
import { aliveMessage, leadershipMessage, pkiOf } from '../../support/gossip-builders.js';
import { createPlainChoose, sentIn } from '../../support/scene.js';

const blockOf = (scene: BlockScene, number: number) => scene.chain.blocks[number]!;

/** A step of the peer that a test makes itself; what it asks for. */
function inside<T>(scene: BlockScene, act: (run: Parameters<typeof gossipOwnBlock>[0]) => T) {
  const { peer } = scene;
  const { choose } = createPlainChoose();
  const run = {
    config: peer.config,
    state: peer.state,
    at: scene.now(),
    choose,
    out: [],
    perform,
  } as Parameters<typeof gossipOwnBlock>[0];
  act(run);
  return run.out;
}

/** A burst of one: whatever is queued is flushed in the same step. */
const AT_ONCE = { parameters: { maxPropagationBurstSize: 1 } };

describe('push of blocks', () => {
  it('PUSH-27, PUSH-I5: reaches live members of the own organisation with a StateInfo, also one that left', () => {
    const scene = blockScene({ parameters: { propagatePeerNum: 10 } });
    const sender = scene.connect('eve.B');
    const ann = scene.channelMember('ann.A');
    const bob = scene.channelMember('bob.A', 1n, true);
    scene.member('cat.A');
    scene.channelMember('fay.B');
    scene.clear();
    scene.receive(sender, pushedBlock(payloadOf(blockOf(scene, 1))));
    expect(scene.pushedTo().sort()).toEqual([ann, bob].sort());
  });

  it('IDENT-49: to ask for the organisation of a candidate is a use of its identity', () => {
    const scene = blockScene();
    const ann = scene.channelMember('ann.A');
    scene.channelMember('bob.A');
    scene.advance(20);
    scene.clear();
    const { identities } = scene.peer.state;
    const before = identities.get(pkiOf('bob.A'))!.lastUsedMs;
    scene.receive(ann, pushedBlock(payloadOf(blockOf(scene, 1))));
    scene.pushedTo();
    expect(identities.get(pkiOf('bob.A'))!.lastUsedMs).toBeGreaterThan(before);
  });

  it('PUSH-29: one draw for all blocks of a flush, each without its sender', () => {
    const scene = blockScene({ parameters: { propagatePeerNum: 2 } });
    const [ann, bob] = ['ann.A', 'bob.A'].map((name) => scene.channelMember(name));
    scene.channelMember('cat.A');
    scene.advance(20);
    scene.clear();
    const draws = scene.draws.length;
    scene.receive(ann!, pushedBlock(payloadOf(blockOf(scene, 1))));
    scene.receive(bob!, pushedBlock(payloadOf(blockOf(scene, 2))));
    // ann and bob are drawn; each gets what the other sent, and nobody takes the place of a sender.
    expect(scene.pushedTo()).toEqual([bob, ann]);
    expect(scene.draws.length - draws).toBe(1);
  });

  it('PUSH-22: a block out of a pull update is not pushed', () => {
    const scene = blockScene();
    scene.channelMember('ann.A');
    scene.clear();
    const entry = scene.entry();
    const origin = { link: 'a1', sender: pkiOf('ann.A'), message: 'dataUpdate', author: '' };
    const signed = pushedBlock(payloadOf(blockOf(scene, 1)));
    const out = inside(scene, (run) => {
      expect(refusalOfPulled(run, entry, signed)).toBeUndefined();
      takePulled(run, entry, signed, origin);
      expect(refusalOfPulled(run, entry, signed)).toBe('known');
      const held = entry.window.get(1n);
      takePulled(run, entry, signed, origin);
      expect(entry.window.get(1n)).toBe(held);
    });
    expect(out.filter(({ type }) => type === 'block.commit')).toHaveLength(1);
    expect(scene.pushedTo()).toEqual([]);
    expect(entry.pull.items.size).toBe(0);
  });

  it('PUSH-13, PUSH-28: the own block of a leader goes out unsigned, and is held for pull', () => {
    const scene = blockScene(AT_ONCE);
    const ann = scene.channelMember('ann.A');
    const payload = payloadOf(blockOf(scene, 1));
    const sent = sentIn(inside(scene, (run) => gossipOwnBlock(run, scene.entry(), payload)));
    expect([...scene.entry().pull.items.keys()]).toEqual(['1']);
    expect(sent.map(({ link }) => link)).toEqual([ann]);
    const { message, envelope } = sent[0]!.message;
    expect(envelope.signature).toHaveLength(0);
    expect(message).toMatchObject({ nonce: 0n, tag: Tag.CHAN_AND_ORG });
    expect(new TextDecoder().decode(message.channel)).toBe('ch1');
    expect(message.content.value).toMatchObject({ payload: { seqNum: 1n, data: payload.data } });
  });

  it('PUSH-28: it is pushed also if its number is held already', () => {
    const scene = blockScene(AT_ONCE);
    const ann = scene.channelMember('ann.A');
    const payload = payloadOf(blockOf(scene, 1));
    scene.receive(ann, pushedBlock(payload));
    const held = scene.entry().window.get(1n);
    const out = inside(scene, (run) => gossipOwnBlock(run, scene.entry(), payload));
    expect(sentIn(out).map(({ link }) => link)).toEqual([ann]);
    expect(scene.entry().window.get(1n)).toBe(held);
  });
});

describe('push of leadership messages', () => {
  it('PUSH-10, PUSH-27: reaches everybody whom blocks may reach', () => {
    const scene = blockScene({
      parameters: { propagatePeerNum: 1, maxPropagationBurstSize: 1 },
    });
    const ours = ['ann.A', 'bob.A', 'cat.A'].map((name) => scene.channelMember(name));
    scene.member('dan.A');
    scene.channelMember('eve.B');
    const signed = leadershipMessage('self.A');
    const sent = sentIn(inside(scene, (run) => queueForPush(run, queued('leadership', signed))));
    expect(sent.map(({ link }) => link).sort()).toEqual(ours.sort());
  });
});

const queued = (
  kind: 'block' | 'leadership' | 'state-info' | 'alive',
  signed: ReturnType<typeof pushedBlock>,
) => ({
  kind,
  channel: kind === 'alive' ? '' : 'ch1',
  signed,
  author: kind === 'alive' || kind === 'state-info' ? pkiOf('bob.A') : '',
  authorEndpoint: '',
  sender: '',
});

describe('a flush', () => {
  it('PUSH-11: blocks, leadership, StateInfo, alive messages', () => {
    const scene = blockScene({ parameters: { maxPropagationBurstSize: 4 } });
    scene.channelMember('ann.A');
    scene.channelMember('bob.A');
    scene.advance(20);
    const out = inside(scene, (run) => {
      queueForPush(run, queued('alive', aliveMessage('bob.A', { seqNum: 9n })));
      queueForPush(run, queued('state-info', stateInfo('bob.A', { seqNum: 9n })));
      queueForPush(run, queued('leadership', leadershipMessage('self.A')));
      queueForPush(run, queued('block', pushedBlock(payloadOf(blockOf(scene, 1)))));
    });
    const kinds = sentIn(out).map(({ kind }) => kind);
    expect([...new Set(kinds)]).toEqual(['dataMsg', 'leadershipMsg', 'stateInfo', 'aliveMsg']);
  });
});
