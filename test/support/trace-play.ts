/** Traces made by hand: who says what to whom, in order, as the evidence of a case would have it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toBinary } from '@bufbuild/protobuf';
import type { FaultNote } from '../../conformance/faults/note.js';
import { createCast } from '../../conformance/harness/cast.js';
import { type Evidence, evidence } from '../../conformance/harness/evidence.js';
import {
  type MintedChannel,
  mintChannel,
} from '../../conformance/harness/minting/channel/chain.js';
import type { PeerCredentials } from '../../conformance/harness/minting/organisation.js';
import { mintOrganisations, orgOf } from '../../conformance/harness/organisations.js';
import { WIRE_TIMINGS } from '../../conformance/harness/timings.js';
import { conn } from '../../conformance/harness/wire/messages.js';
import { sha256 } from '../../conformance/harness/wire/sign.js';
import type { CaseRecord } from '../../conformance/judge/record.js';
import { type Envelope, EnvelopeSchema } from '../../src/wire/gen/gossip/message_pb.js';

export interface Cast {
  readonly of: Readonly<Record<string, PeerCredentials>>;
  /** Of organisations O and F. */
  readonly ch: MintedChannel;
}

/** Nodes t1 and t2 of O, probes o1, o2, f1, f2, g1 and x1 of their organisations, and a channel. */
export async function castOfTraces(): Promise<Cast> {
  const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-test-'));
  try {
    const organisations = await mintOrganisations(folder);
    const { O, F, R, msps, orderers } = organisations;
    const names = ['o1', 'o2', 'f1', 'f2', 'g1', 'x1'];
    const probes = names.map((name) => orgOf(organisations, name).mintPeer(name));
    const nodes = ['t1', 't2'].map((name) => O.mintPeer(name));
    const minted = await Promise.all([...probes, ...nodes]);
    const ch = mintChannel({
      id: 'ch',
      organisations: [
        { mspId: O.mspId, msp: msps.O },
        { mspId: F.mspId, msp: msps.F },
      ],
      ordering: [{ mspId: R.mspId, msp: msps.R }],
      ordererEndpoints: ['127.0.0.1:9'],
      orderers: [orderers.R],
      admins: [O.admin, F.admin, R.admin],
    });
    return { of: Object.fromEntries(minted.map((one) => [one.name, one])), ch };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface Play {
  /** What a node sends to a probe. */
  told(node: string, probe: string, what: Envelope | Uint8Array): void;
  /** What a probe sends to a node. */
  said(probe: string, node: string, what: Envelope | Uint8Array, illegal?: string): void;
  fault(fault: FaultNote): void;
  delivers(block: Uint8Array): void;
  settles(): void;
  pass(ms: number): void;
  record(): CaseRecord;
}

const NODES = ['t1', 't2'] as const;

/** Every probe has a stream to each node, which begins with the handshake messages of both. */
export function playOf({ of, ch }: Cast, { handshakes = true } = {}): Play {
  let nowMs = 1_700_000_000_000;
  const kept: Evidence = evidence(
    () => nowMs,
    () => {},
  );
  const cast = createCast();
  cast.channel(ch);
  const add = (entry: Parameters<Evidence['add']>[0]): void => {
    nowMs += 1;
    kept.add(entry);
  };
  const bytesOf = (what: Envelope | Uint8Array): Uint8Array =>
    what instanceof Uint8Array ? what : toBinary(EnvelopeSchema, what);
  const streamOf = (probe: string, node: string): string => `${probe}.${node}`;
  const play: Play = {
    told: (node, probe, what) =>
      add({ probe, stream: streamOf(probe, node), type: 'received', bytes: bytesOf(what) }),
    said: (probe, node, what, illegal) =>
      add({
        probe,
        stream: streamOf(probe, node),
        type: 'sent',
        bytes: bytesOf(what),
        ...(illegal !== undefined && { illegal }),
      }),
    fault: (fault) => add({ probe: '', stream: '', type: 'note', detail: fault.kind, fault }),
    delivers: (bytes) => add({ probe: 'r1', stream: '', type: 'note', detail: 'delivers', bytes }),
    settles: () => add({ probe: '', stream: '', type: 'note', detail: 'settled', settled: true }),
    pass(ms) {
      nowMs += ms;
    },
    record: () => ({
      case: 'test/made-by-hand',
      round: 1,
      startMs: kept.startMs,
      timings: { ...WIRE_TIMINGS, leaderAliveThresholdMs: 1_600, stateEnabled: 1 },
      participants: cast.participants,
      channels: cast.recordedChannels(),
      entries: kept.entries,
    }),
  };
  const bound = (who: PeerCredentials): Envelope =>
    conn(who, { tlsCertHash: sha256(who.tls.certDer) });
  for (const [name, credentials] of Object.entries(of)) {
    const role = NODES.some((node) => node === name) ? 'target' : 'probe';
    cast.introduce(name, role, credentials);
  }
  for (const { name, role } of cast.participants) {
    for (const node of role === 'probe' ? NODES : []) {
      add({ probe: name, stream: streamOf(name, node), type: 'opened' });
      if (!handshakes) continue;
      play.said(name, node, bound(of[name]!));
      play.told(node, name, bound(of[node]!));
    }
  }
  return play;
}
