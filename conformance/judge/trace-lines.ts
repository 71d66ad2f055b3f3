/**
 * A case as lines of JSON (spec/schema/evidence.schema.json), and back: a line that says who is who,
 * then one for each entry of the evidence. What the same case has already shown stands there once.
 */
import type { FaultNote } from '../faults/note.js';
import type { Entry } from '../harness/evidence.js';
import type { Verdict } from '../harness/verdict.js';
import { decodeEnvelope } from '../harness/wire/decode.js';
import type { CaseRecord, Participant, RecordedChannel } from './record.js';
import { keyOf } from './trace.js';

type Base64 = string;

export interface CaseLine {
  readonly case: string;
  readonly round: number;
  readonly verdict: Verdict;
  readonly startMs: number;
  readonly timings: Readonly<Record<string, number>>;
  readonly participants: readonly (Pick<Participant, 'name' | 'role' | 'mspId'> & {
    readonly pkiId: Base64;
    readonly identity: Base64;
    readonly tlsHash: Base64;
  })[];
  readonly channels: readonly (Pick<RecordedChannel, 'id' | 'organisations'> & {
    readonly orderers: readonly Base64[];
    readonly genesis: Base64;
  })[];
}

export interface EntryLine
  extends Pick<
    Entry,
    'n' | 'atMs' | 'probe' | 'stream' | 'node' | 'type' | 'detail' | 'routine' | 'illegal'
  > {
  readonly bytes?: Base64;
  /** Number of an earlier entry of the case with the same bytes. */
  readonly bytesOf?: number;
  readonly fault?: FaultNote;
  readonly settled?: true;
}

export interface StoredCase {
  readonly record: CaseRecord;
  /** What the run said of it. */
  readonly verdict: Verdict;
}

export function* linesOf({ record, verdict }: StoredCase): Iterable<CaseLine | EntryLine> {
  const { round, startMs, timings, participants, channels, entries } = record;
  yield {
    case: record.case,
    round,
    verdict,
    startMs,
    timings,
    participants: participants.map(({ name, role, mspId, pkiId, identity, tlsHash }) => ({
      name,
      role,
      mspId,
      pkiId: base64(pkiId),
      identity: base64(identity),
      tlsHash: base64(tlsHash),
    })),
    channels: channels.map(({ id, organisations, orderers, genesis }) => ({
      id,
      organisations,
      orderers: orderers.map(base64),
      genesis: base64(genesis),
    })),
  };
  const seen = new Map<string, number>();
  for (const { decoded: _, bytes, ...entry } of entries) {
    if (!bytes) {
      yield entry;
      continue;
    }
    const key = keyOf(bytes);
    const before = seen.get(key);
    if (before === undefined) seen.set(key, entry.n);
    yield before === undefined ? { ...entry, bytes: base64(bytes) } : { ...entry, bytesOf: before };
  }
}

/** The case that a line begins, without its entries. */
export function caseOf(line: CaseLine): StoredCase & { readonly entries: Entry[] } {
  const entries: Entry[] = [];
  const { verdict, participants, channels, ...rest } = line;
  const record: CaseRecord = {
    ...rest,
    participants: participants.map((p) => ({
      ...p,
      pkiId: raw(p.pkiId),
      identity: raw(p.identity),
      tlsHash: raw(p.tlsHash),
    })),
    channels: channels.map((c) => ({
      ...c,
      orderers: c.orderers.map(raw),
      genesis: raw(c.genesis),
    })),
    entries,
  };
  return { record, verdict, entries };
}

/** `earlier`: the entries of the case before it. */
export function entryOf(
  { bytes: own, bytesOf, ...entry }: EntryLine,
  earlier: readonly Entry[],
): Entry {
  const bytes = own === undefined ? earlier[bytesOf ?? -1]?.bytes : raw(own);
  if (!bytes) return entry as Entry;
  const decoded = entry.type === 'note' ? undefined : decodeEnvelope(bytes);
  return { ...entry, bytes, ...(decoded && { decoded }) } as Entry;
}

const base64 = (bytes: Uint8Array): Base64 => Buffer.from(bytes).toString('base64');
const raw = (text: Base64): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
