/** Serving the state requests of others: who is answered, with what, one at a time. */
import { describe, expect, it } from 'vitest';
import type { PeerEffect } from '../../../src/peer/io.js';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { stateRequest, stateResponse } from '../../support/block-messages.js';
import { type BlockSceneOptions, blockScene } from '../../support/block-scene.js';
import { contentOf } from '../../support/gossip-builders.js';
import { sentIn, verdictsIn } from '../../support/scene.js';

const LAST = 2n ** 64n - 1n;

/** A peer whose ledger has `height` blocks. */
function server(height = 8, options: BlockSceneOptions = {}) {
  const scene = blockScene(options);
  const entry = scene.entry();
  entry.height = BigInt(height);
  entry.buffer.next = BigInt(height);
  const found = (read: Extract<PeerEffect, { type: 'blocks.read' }>) => {
    const blocks = scene.chain.blocks
      .map((bytes, number) => ({ number: BigInt(number), bytes }))
      .filter(({ number }) => number >= read.from && number <= read.to);
    return scene.feed({ type: 'blocks.found', channel: 'ch1', request: read.request, blocks });
  };
  return { ...scene, found };
}

const readsIn = (effects: readonly PeerEffect[]) =>
  effects.flatMap((effect) => (effect.type === 'blocks.read' ? [effect] : []));

const responsesIn = (effects: readonly PeerEffect[]) =>
  sentIn(effects)
    .filter(({ kind }) => kind === 'stateResponse')
    .map(({ link, message }) => ({
      link,
      nonce: message.message.nonce,
      numbers: contentOf(message, 'stateResponse').payloads.map(({ seqNum }) => Number(seqNum)),
      message,
    }));

/** What a request for the range brings, the ledger having answered. */
function answers(scene: ReturnType<typeof server>, link: string, from: bigint, end: bigint) {
  const effects = scene.receive(link, stateRequest(from, end));
  return responsesIn([...effects, ...readsIn(effects).flatMap((read) => scene.found(read))]);
}

describe('a state request', () => {
  it('XFER-24, XFER-25, XFER-27: is answered on its link, with its nonce, with the blocks as they are kept', () => {
    const scene = server();
    const link = scene.connect('ann.A');
    const [response, ...more] = answers(scene, link, 2n, 4n);
    expect(more).toEqual([]);
    expect(response).toMatchObject({ link, nonce: 9n, numbers: [2, 3, 4] });
    const { message, envelope } = response!.message;
    expect(envelope.signature).toHaveLength(0);
    expect(message.tag).toBe(Tag.CHAN_OR_ORG);
    expect(new TextDecoder().decode(message.channel)).toBe('ch1');
    for (const { seqNum, data, privateData } of contentOf(response!.message, 'stateResponse')
      .payloads) {
      expect(data).toEqual(scene.chain.blocks[Number(seqNum)]);
      expect(privateData).toEqual([]);
    }
  });

  it('XFER-20: any reader of the channel is answered, of whichever organisation, member or not', () => {
    const scene = server();
    expect(answers(scene, scene.connect('eve.B'), 1n, 1n)).toHaveLength(1);
  });

  it('XFER-24: ends with the last block that there is', () => {
    const scene = server();
    const link = scene.connect('ann.A');
    const [read] = readsIn(scene.receive(link, stateRequest(5n, 15n)));
    expect(read).toMatchObject({ from: 5n, to: 7n });
    expect(responsesIn(scene.found(read!))).toMatchObject([{ numbers: [5, 6, 7] }]);
  });

  it('XFER-24: beyond the height the answer has no blocks, and the ledger is not asked', () => {
    const scene = server();
    const link = scene.connect('ann.A');
    for (const [from, end] of [
      [8n, 8n],
      [9n, 12n],
      [LAST - 10n, LAST],
      [LAST, LAST],
    ] as const) {
      const effects = scene.receive(link, stateRequest(from, end));
      expect(readsIn(effects)).toEqual([]);
      expect(responsesIn(effects)).toMatchObject([{ numbers: [] }]);
    }
    expect(answers(scene, link, 1n, 2n)).toMatchObject([{ numbers: [1, 2] }]);
  });

  it('XFER-24: what the ledger does not find is left out', () => {
    const scene = server();
    const [read] = readsIn(scene.receive(scene.connect('ann.A'), stateRequest(0n, 3n)));
    const blocks = [{ number: 3n, bytes: scene.chain.blocks[3]! }];
    const { request } = read!;
    const effects = scene.feed({ type: 'blocks.found', channel: 'ch1', request, blocks });
    expect(responsesIn(effects)).toMatchObject([{ numbers: [3] }]);
  });

  it.each([
    ['that ends before it starts', 4n, 3n, 'reject XFER-D13'],
    ['from the last number to the first', LAST, 0n, 'reject XFER-D13'],
    ['of one block more than a batch', 0n, 11n, 'ignore XFER-D14'],
    ['of all numbers', 0n, LAST, 'ignore XFER-D14'],
    ['of a batch too many at the end', LAST - 11n, LAST, 'ignore XFER-D14'],
  ])('XFER-21, XFER-22: a range %s is not served', (_, from, end, verdict) => {
    const scene = server();
    const link = scene.connect('ann.A');
    scene.clear();
    const effects = scene.receive(link, stateRequest(from, end));
    expect(verdictsIn(effects)).toEqual([verdict]);
    expect([...responsesIn(effects), ...readsIn(effects)]).toEqual([]);
    expect(answers(scene, link, 0n, 10n)).toHaveLength(1);
  });

  it('XFER-20: nobody is answered who is no reader, nor about a channel that is not there', () => {
    const scene = server();
    const stranger = scene.connect('ann.A');
    scene.join('ch2', 'A');
    const outsider = scene.connect('eve.B');
    expect(verdictsIn(scene.receive(outsider, stateRequest(0n, 0n, { channel: 'ch2' })))).toEqual([
      'ignore XFER-D11',
    ]);
    for (const channel of ['ch3', '', '\ufeffch1', 'ch1\0'])
      expect(verdictsIn(scene.receive(stranger, stateRequest(0n, 0n, { channel })))).toEqual([
        'ignore XFER-D10',
      ]);
    expect(verdictsIn(scene.receive(outsider, stateResponse([], { channel: 'ch2' })))).toEqual([
      'ignore XFER-D11',
    ]);
  });

  it('XFER-20: a channel that was left is still served', () => {
    const scene = server();
    scene.feed({ type: 'channel.leave', channel: 'ch1' });
    expect(answers(scene, scene.connect('ann.A'), 1n, 2n)).toMatchObject([{ numbers: [1, 2] }]);
  });
});

describe('many state requests', () => {
  it('XFER-23: one after the other, in the order of their arrival', () => {
    const scene = server();
    const [ann, eve] = [scene.connect('ann.A'), scene.connect('eve.B')];
    const ask = (link: string, nonce: bigint, from: bigint) =>
      readsIn(scene.receive(link, stateRequest(from, from, { nonce })));
    const [first] = ask(ann, 1n, 1n);
    expect([...ask(eve, 2n, 2n), ...ask(ann, 3n, 3n)]).toEqual([]);
    const afterFirst = scene.found(first!);
    expect(responsesIn(afterFirst)).toMatchObject([{ link: ann, nonce: 1n, numbers: [1] }]);
    const [second, ...noThird] = readsIn(afterFirst);
    expect(noThird).toEqual([]);
    const afterSecond = scene.found(second!);
    expect(responsesIn(afterSecond)).toMatchObject([{ link: eve, nonce: 2n, numbers: [2] }]);
    const afterThird = scene.found(readsIn(afterSecond)[0]!);
    expect(responsesIn(afterThird)).toMatchObject([{ link: ann, nonce: 3n, numbers: [3] }]);
    expect(readsIn(afterThird)).toEqual([]);
  });

  it('XFER-21: at most stateRequestsMax wait; more are ignored, and it goes on when there is room', () => {
    const scene = server(8, { parameters: { stateRequestsMax: 2 } });
    const link = scene.connect('ann.A');
    scene.clear();
    const [first] = readsIn(scene.receive(link, stateRequest(1n, 1n)));
    for (let times = 0; times < 5; times += 1) scene.receive(link, stateRequest(1n, 1n));
    expect(verdictsIn(scene.taken())).toEqual(Array(3).fill('ignore XFER-D15'));
    let answered = 0;
    for (let read: typeof first = first; read !== undefined; ) {
      const effects = scene.found(read);
      answered += responsesIn(effects).length;
      [read] = readsIn(effects);
    }
    expect(answered).toBe(3);
    expect(answers(scene, link, 1n, 1n)).toHaveLength(1);
  });

  it('XFER-23, XFER-28: whoever asks for much keeps nobody waiting', () => {
    const scene = server(8, { parameters: { stateRequestsMax: 20 } });
    const [ann, eve] = [scene.connect('ann.A'), scene.connect('eve.B')];
    scene.clear();
    const [first] = readsIn(scene.receive(ann, stateRequest(1n, 1n)));
    for (let times = 0; times < 100; times += 1) scene.receive(ann, stateRequest(1n, 1n));
    expect(verdictsIn(scene.taken())).toEqual(Array(80).fill('ignore XFER-D15'));
    scene.receive(eve, stateRequest(2n, 2n));
    expect(verdictsIn(scene.taken())).toEqual([]);
    expect(scene.entry().transfer.server.queue).toHaveLength(20);
    const [second] = readsIn(scene.found(first!));
    const [third] = readsIn(scene.found(second!));
    expect(responsesIn(scene.found(third!))).toMatchObject([{ link: eve, numbers: [2] }]);
  });

  it('XFER-23, XFER-24: however many wait that ask for blocks beyond the height', () => {
    const stateRequestsMax = 5_000;
    const scene = server(8, { parameters: { stateRequestsMax } });
    const link = scene.connect('ann.A');
    scene.clear();
    const [first] = readsIn(scene.receive(link, stateRequest(1n, 1n)));
    for (let count = 0; count < stateRequestsMax; count += 1)
      scene.receive(link, stateRequest(99n, 99n));
    expect(responsesIn(scene.found(first!))).toHaveLength(1 + stateRequestsMax);
    expect(answers(scene, link, 1n, 1n)).toMatchObject([{ numbers: [1] }]);
  });

  it('XFER-25: whoever is gone gets no answer, and the next one is served', () => {
    const scene = server();
    const [ann, eve] = [scene.connect('ann.A'), scene.connect('eve.B')];
    const [first] = readsIn(scene.receive(ann, stateRequest(1n, 1n)));
    scene.receive(ann, stateRequest(2n, 2n));
    scene.receive(eve, stateRequest(20n, 20n));
    scene.feed({ type: 'stream.ended', link: ann, status: 'UNKNOWN' });
    const effects = scene.found(first!);
    expect(responsesIn(effects)).toEqual([]);
    expect(responsesIn(scene.found(readsIn(effects)[0]!))).toMatchObject([
      { link: eve, numbers: [] },
    ]);
  });

  it('XFER-24: an answer of the ledger to nothing is dropped', () => {
    const scene = server();
    const feed = { type: 'blocks.found', channel: 'ch1', request: 7, blocks: [] } as const;
    expect(scene.feed(feed)).toEqual([]);
    const [read] = readsIn(scene.receive(scene.connect('ann.A'), stateRequest(1n, 1n)));
    expect(scene.feed(feed)).toEqual([]);
    expect(responsesIn(scene.found(read!))).toMatchObject([{ numbers: [1] }]);
  });
});

describe('the size of a state response', () => {
  it('XFER-26: blocks that would not fit are left out, from the first one on', () => {
    const size = blockScene().chain.blocks[1]!.length + 512;
    const scene = server(8, { parameters: { messageSizeMax: 512 + 2 * size + 10 } });
    const [response] = answers(scene, scene.connect('ann.A'), 1n, 5n);
    expect(response!.numbers).toEqual([1, 2]);
    expect(response!.message.bytes.length).toBeLessThanOrEqual(512 + 2 * size + 10);
  });
});
