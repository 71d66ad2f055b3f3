/** Recorded sessions with Fabric's peers and its orderer: decoded, verified, and lived through again. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificates } from '../../../src/adapters/capture/certificates.js';
import { type CaptureRow, readCapture } from '../../../src/adapters/capture/rows.js';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { surveyCapture } from '../../../src/cli/decode/survey.js';
import { infoOf, ledgersOf } from '../../../src/cli/replay/channels.js';
import { worldOf } from '../../../src/cli/replay/world.js';
import { createPeer } from '../../../src/peer/peer.js';
import { type ReplayEvent, replay } from '../../../src/simulator/replay.js';

const VERSIONS = [
  { version: '3.1.5', profile: 'fabric-3.1' },
  { version: '2.5.16', profile: 'fabric-2.5' },
] as const;

const folderOf = (version: string) => `spec/vectors/live/fabric-${version}`;

/** What Fabric's own tools said when the recording ended. */
const factsOf = (folder: string) => JSON.parse(readFileSync(`${folder}/facts.json`, 'utf8'));

async function lived(
  { version, profile }: (typeof VERSIONS)[number],
  drop = (_: CaptureRow) => false,
) {
  const folder = folderOf(version);
  const facts = factsOf(folder);
  const rows: CaptureRow[] = [];
  for await (const row of readCapture(`${folder}/traffic.jsonl.gz`)) if (!drop(row)) rows.push(row);
  const certificates = readCertificates(`${folder}/certs`);
  const world = worldOf(rows, certificates, facts.recordedBy, nodeCrypto);
  const ledgers = ledgersOf([`${folder}/blocks/ch1-0.block`], world.channelReader, nodeCrypto);
  const events: ReplayEvent[] = [];
  replay(rows, {
    peer: createPeer({
      ...world,
      profile,
      signer: { publicKey: { algorithm: 'unsupported', name: '' }, sign: () => new Uint8Array(70) },
      crypto: nodeCrypto,
    }),
    startMs: world.startMs!,
    connections: world.connections,
    tailMs: 0,
    ledgers,
    onEvent: (event) => events.push(event),
  });
  return { facts, world, ledger: ledgers[0]!, traces: events.map(({ trace }) => trace) };
}

describe.each(VERSIONS)('a session with Fabric $version', (release) => {
  const folder = folderOf(release.version);
  let whole: Awaited<ReturnType<typeof lived>>;
  beforeAll(async () => {
    whole = await lived(release);
  });

  it('WIRE-38: decodes, encodes to the same bytes, and every signature verifies', async () => {
    const survey = await surveyCapture(
      `${folder}/traffic.jsonl.gz`,
      readCertificates(`${folder}/certs`),
      nodeCrypto,
    );
    const { envelopes, roundTrip, signatures, secretSignatures, problems } = survey;
    expect(envelopes).toBeGreaterThan(250);
    expect(roundTrip).toBe(envelopes);
    expect(signatures).toMatchObject({ invalid: 0, unverifiable: 0 });
    expect(signatures.valid).toBeGreaterThan(250);
    expect(secretSignatures).toMatchObject({ invalid: 0, unverifiable: 0 });
    expect(problems).toEqual([]);
  });
  it('XFER-1, LEDG-1, LEDG-40: lived through again, it ends at the height and hashes that Fabric told', () => {
    const { facts, ledger, traces } = whole;
    const { height, currentBlockHash } = infoOf(ledger, nodeCrypto);
    expect({ height, currentBlockHash, commitHash: ledger.commitHash }).toEqual({
      height: facts.height,
      currentBlockHash: facts.currentBlockHash,
      commitHash: facts.commitHash,
    });
    const received = traces.flatMap((trace) =>
      trace.kind === 'block' && trace.what === 'received' ? [trace.source] : [],
    );
    expect(received).toEqual(Array(facts.height - 1).fill('push'));
  });
  it('ELEC-6, WIRE-60: the leader is heard, and members have the PKI-IDs that Fabric gave them', () => {
    const { facts, world, traces } = whole;
    const heard = traces.flatMap((trace) =>
      trace.kind === 'heard' && trace.what === 'declaration' ? [world.names.get(trace.author)] : [],
    );
    expect(new Set(heard)).toEqual(new Set(['fabric1.org1']));
    expect(Object.fromEntries([...world.names].map(([pki, name]) => [name, pki]))).toEqual(
      facts.pkiIds,
    );
  });
  it('XFER-6: without the push of one block, those after it wait', async () => {
    let pushes = 0;
    const third = ({ kind, dir }: CaptureRow) => {
      if (kind !== 'dataMsg' || dir !== 'in') return false;
      pushes += 1;
      return pushes === 3;
    };
    const { ledger } = await lived(release, third);
    expect(infoOf(ledger, nodeCrypto).height).toBe(3);
  });
});
