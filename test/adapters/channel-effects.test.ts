/** Effects of channels: each has its outcome, and none after the host has stopped. */
import { describe, expect, it } from 'vitest';
import { createChannelEffects } from '../../src/adapters/channel-effects.js';
import type { PeerInput, StoredBlock } from '../../src/peer/io.js';
import type { DeliverStream, Ledger, OrdererClient } from '../../src/ports.js';

const settled = () => new Promise((resolve) => setImmediate(resolve));

function scene(having: { readonly runs?: boolean } = {}) {
  const runs: (readonly [bigint, number])[] = [];
  const log: string[] = [];
  const inputs: PeerInput[] = [];
  let release = () => {};
  const blocks: readonly StoredBlock[] = [{ number: 1n, bytes: Uint8Array.of(1) }];
  const ledger = {
    async commit(number: bigint) {
      if (number === 9n) throw new Error('out of turn');
      if (number === 8n)
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      log.push(`committed ${number}`);
    },
    ...(having.runs && {
      async commitRun(number: bigint, { length }: readonly Uint8Array[]) {
        runs.push([number, length]);
        return { count: 2, reason: 'the third' };
      },
    }),
    async read(from: bigint) {
      if (from === 9n) throw new Error('damaged');
      return blocks;
    },
  } as unknown as Ledger;
  let listener: Parameters<DeliverStream['listen']>[0] | undefined;
  const stream: DeliverStream = {
    send: ([byte]) => log.push(`send ${byte}`),
    pause: () => log.push('pause'),
    resume: () => log.push('resume'),
    close: () => log.push('close'),
    listen: (heard) => {
      listener = heard;
    },
  };
  const orderer: OrdererClient = {
    async open(endpoint) {
      if (endpoint === 'nobody:1') throw new Error('orderer nobody:1: refused');
      return stream;
    },
    close: async () => {},
  };
  const effects = createChannelEffects({ ledgers: new Map([['ch1', ledger]]), orderer }, (input) =>
    inputs.push(input),
  );
  const open = (endpoint = 'orderer:1') =>
    effects.perform({
      type: 'orderer.open',
      channel: 'ch1',
      stream: 1,
      endpoint,
      tlsRootCerts: [],
    });
  return {
    log,
    inputs,
    effects,
    open,
    hear: () => listener!,
    release: () => release(),
    blocks,
    runs,
  };
}
const on = { channel: 'ch1', stream: 1 } as const;

describe('effects of channels', () => {
  it('commit, and tell how it went', async () => {
    const { inputs, effects } = scene();
    const bytes = new Uint8Array();
    for (const [channel, number] of [
      ['ch1', 1n],
      ['ch1', 9n],
      ['ch2', 1n],
    ] as const)
      effects.perform({ type: 'block.commit', channel, number, bytes });
    await settled();
    expect(inputs).toHaveLength(3);
    expect(inputs).toEqual(
      expect.arrayContaining([
        { type: 'block.committed', channel: 'ch1', number: 1n },
        { type: 'commit.failed', channel: 'ch1', number: 9n, reason: 'out of turn' },
        { type: 'commit.failed', channel: 'ch2', number: 1n, reason: 'no ledger of ch2 is open' },
      ]),
    );
  });

  it('commit what is handed over in one step together, and tell of each', async () => {
    const { inputs, effects, runs, log } = scene({ runs: true });
    const bytes = new Uint8Array();
    for (const number of [1n, 2n, 3n])
      effects.perform({ type: 'block.commit', channel: 'ch1', number, bytes });
    await settled();
    expect([runs, log]).toEqual([[[1n, 3]], []]);
    expect(inputs).toEqual([
      { type: 'block.committed', channel: 'ch1', number: 1n },
      { type: 'block.committed', channel: 'ch1', number: 2n },
      { type: 'commit.failed', channel: 'ch1', number: 3n, reason: 'the third' },
    ]);
  });

  it('commit one after the other in a ledger that knows nothing else', async () => {
    const { inputs, effects, log } = scene();
    const bytes = new Uint8Array();
    for (const number of [1n, 2n])
      effects.perform({ type: 'block.commit', channel: 'ch1', number, bytes });
    await settled();
    expect(log).toEqual(['committed 1', 'committed 2']);
    expect(inputs).toHaveLength(2);
  });

  it('read; what cannot be read is not there', async () => {
    const { inputs, effects, blocks } = scene();
    const read = (channel: string, request: number, from: bigint) =>
      effects.perform({ type: 'blocks.read', channel, request, from, to: from });
    read('ch1', 1, 1n);
    read('ch1', 2, 9n);
    read('ch2', 3, 1n);
    await settled();
    const found = (channel: string, request: number, of: readonly StoredBlock[]) => ({
      type: 'blocks.found',
      channel,
      request,
      blocks: of,
    });
    expect(inputs).toHaveLength(3);
    expect(inputs).toEqual(
      expect.arrayContaining([found('ch1', 1, blocks), found('ch1', 2, []), found('ch2', 3, [])]),
    );
  });

  it('open a stream, pass on what it brings, and its end once', async () => {
    const { log, inputs, effects, open, hear } = scene();
    open();
    await settled();
    effects.perform({ type: 'orderer.send', ...on, bytes: Uint8Array.of(7) });
    effects.perform({ type: 'orderer.pause', ...on });
    effects.perform({ type: 'orderer.resume', ...on });
    hear().received(Uint8Array.of(1));
    hear().ended('over');
    hear().ended('over');
    expect(log).toEqual(['send 7', 'pause', 'resume']);
    expect(inputs).toEqual([
      { type: 'orderer.opened', ...on },
      { type: 'orderer.received', ...on, bytes: Uint8Array.of(1) },
      { type: 'orderer.ended', ...on, reason: 'over' },
    ]);
    effects.perform({ type: 'orderer.close', ...on });
    expect(log).toHaveLength(3);
  });

  it('say why a stream was not opened', async () => {
    const { inputs, open } = scene();
    open('nobody:1');
    await settled();
    expect(inputs).toEqual([{ type: 'orderer.ended', ...on, reason: 'orderer nobody:1: refused' }]);
  });

  it('close a stream that was given up while it was being opened, and say nothing of it', async () => {
    const { log, inputs, effects, open } = scene();
    open();
    effects.perform({ type: 'orderer.close', ...on });
    await settled();
    expect(log).toEqual(['close']);
    expect(inputs).toEqual([]);
  });

  it('end with the host: streams are closed, commits waited for, nothing is told', async () => {
    const { log, inputs, effects, open, release } = scene();
    open();
    await settled();
    effects.perform({ type: 'block.commit', channel: 'ch1', number: 8n, bytes: new Uint8Array() });
    inputs.length = 0;
    const closed = effects.close().then(() => log.push('closed'));
    await settled();
    expect(log).toEqual(['close']);
    release();
    await closed;
    expect(log).toEqual(['close', 'committed 8', 'closed']);
    expect(inputs).toEqual([]);
  });
});
