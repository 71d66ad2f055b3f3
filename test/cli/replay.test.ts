/** The recorded session of real Fabric peers, lived through by a reference peer. */
import { describe, expect, it } from 'vitest';
import { readCertificates } from '../../src/adapters/capture/certificates.js';
import { type CaptureRow, readCapture } from '../../src/adapters/capture/rows.js';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { mute } from '../../src/cli/replay/mute.js';
import { worldOf } from '../../src/cli/replay/world.js';
import { createPeer } from '../../src/peer/peer.js';
import { type ReplayEvent, replay } from '../../src/simulator/replay.js';

const VECTORS = 'spec/vectors/fabric-2.4.9';

async function timeline(
  change: (rows: CaptureRow[], pki: (name: string) => string) => CaptureRow[],
) {
  const recorded: CaptureRow[] = [];
  for await (const row of readCapture(`${VECTORS}/traffic.jsonl`)) recorded.push(row);
  const world = worldOf(recorded, readCertificates(`${VECTORS}/certs`), 'peer2.org1', nodeCrypto);
  const pki = (name: string) => [...world.names].find(([, known]) => known === name)![0];
  const peer = createPeer({
    ...world,
    signer: { publicKey: { algorithm: 'unsupported', name: '' }, sign: () => new Uint8Array(70) },
    crypto: nodeCrypto,
  });
  const events: ReplayEvent[] = [];
  replay(change(recorded, pki), {
    peer,
    startMs: world.startMs!,
    connections: world.connections,
    tailMs: 0,
    onEvent: (event) => events.push(event),
  });
  return events.flatMap(({ ms, line, trace }) =>
    trace.kind === 'step' && trace.machine === 'member'
      ? [{ who: world.names.get(trace.entity), to: trace.to, row: trace.row, ms, line }]
      : [],
  );
}

describe('replay: traffic of three Fabric peers', () => {
  it('MEMB-12: each comes alive by the first message that proves it', async () => {
    const alive = (await timeline((rows) => rows)).filter(({ to }) => to === 'alive');
    expect(alive).toEqual([
      { who: 'peer1.org1', to: 'alive', row: 'MEMB-R1', ms: 464, line: 6 },
      { who: 'peer0.org1', to: 'alive', row: 'MEMB-R1', ms: 464, line: 6 },
      { who: 'peer0.org2', to: 'alive', row: 'MEMB-R1', ms: 3_673, line: 38 },
    ]);
  });
  it('MEMB-20: the killed peer is dead 25 s after its last alive message, at the next judgement', async () => {
    const dead = (await timeline((rows) => rows)).filter(({ to }) => to === 'dead');
    // Last heard at 37.6 s; silence is judged every 2.5 s.
    expect(dead).toEqual([
      { who: 'peer1.org1', to: 'dead', row: 'MEMB-R5', ms: 65_000, line: 529 },
    ]);
  });
  it('MEMB-20: without its alive messages after 20 s its death moves accordingly', async () => {
    const muted = await timeline((rows, pki) => mute(rows, pki('peer1.org1'), 20_000));
    const dead = muted.filter(({ to }) => to === 'dead');
    expect(dead).toMatchObject([{ who: 'peer1.org1', to: 'dead', row: 'MEMB-R5', ms: 45_000 }]);
  });
});
