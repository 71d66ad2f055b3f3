/** The StateInfo of real Fabric peers, heard by a reference peer that has joined their channel. */
import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificates } from '../../../src/adapters/capture/certificates.js';
import { type CaptureRow, readCapture } from '../../../src/adapters/capture/rows.js';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { ledgersOf } from '../../../src/cli/replay/channels.js';
import { worldOf } from '../../../src/cli/replay/world.js';
import { createPeer, type Peer } from '../../../src/peer/peer.js';
import type { Trace } from '../../../src/peer/trace.js';
import { replay } from '../../../src/simulator/replay.js';

const VECTORS = 'spec/vectors/fabric-2.4.9';

describe('a recorded channel', () => {
  let peer: Peer;
  let names: ReadonlyMap<string, string>;
  const events: { ms: number; trace: Trace }[] = [];

  beforeAll(async () => {
    const rows: CaptureRow[] = [];
    for await (const row of readCapture(`${VECTORS}/traffic.jsonl`)) rows.push(row);
    const world = worldOf(rows, readCertificates(`${VECTORS}/certs`), 'peer2.org1', nodeCrypto);
    names = world.names;
    const blocks = ['ch1-0', 'ch2-0'].map((name) => `${VECTORS}/blocks/${name}.block`);
    peer = createPeer({
      ...world,
      signer: { publicKey: { algorithm: 'unsupported', name: '' }, sign: () => new Uint8Array(70) },
      crypto: nodeCrypto,
    });
    replay(rows, {
      peer,
      startMs: world.startMs!,
      connections: world.connections,
      tailMs: 0,
      ledgers: ledgersOf(blocks, world.channelReader, nodeCrypto),
      onEvent: ({ ms, trace }) => events.push({ ms, trace }),
    });
  }, 60_000);

  it('CHAN-32, CHAN-40, CHAN-45: every peer of both organisations says how far it has come', () => {
    const heights = new Map<string | undefined, bigint>();
    for (const [author, { height }] of peer.state.channels.get('ch1')!.stateInfos)
      heights.set(names.get(author), height);
    expect(Object.fromEntries(heights)).toMatchObject({ 'peer0.org1': 9n, 'peer0.org2': 9n });
    const inCh2 = [...peer.state.channels.get('ch2')!.stateInfos.keys()].map((p) => names.get(p));
    // None of them is of ch2.
    expect(inCh2).toEqual(['peer2.org1']);
  });

  it('CHAN-62: three channel peers, of which one falls silent', () => {
    const told = events.flatMap(({ ms, trace }) =>
      trace.kind === 'channel-peers' && trace.channel === 'ch1' ? [{ ms, ...trace }] : [],
    );
    const named = told.map(({ ms, known, came, went }) => ({
      ms,
      known,
      came: came.map((pki) => names.get(pki)).sort(),
      went: went.map((pki) => names.get(pki)),
    }));
    expect(named).toEqual([
      { ms: 10_000, known: 3, came: ['peer0.org1', 'peer0.org2', 'peer1.org1'], went: [] },
      { ms: 70_000, known: 2, came: [], went: ['peer1.org1'] },
    ]);
  });

  it('CHAN-40: nothing that Fabric peers say of a channel is rejected', () => {
    const rejected = events.flatMap(({ trace }) =>
      trace.kind === 'verdict' && trace.verdict === 'reject'
        ? [`${trace.clause} ${trace.reason}`]
        : [],
    );
    expect(rejected).toEqual([]);
  });
});
