/**
 * Evidence of a conformance run as a trace: who took part, every envelope at the probe's end, what the
 * suite noted, and where it found the node wrong. Reads the stored trace (spec/schema/evidence.schema.json)
 * and the record (run.schema.json); shares nothing with the suite.
 */
import { nobleCrypto } from '../wire/crypto/noble.js';
import { toHex } from '../wire/hex.js';
import { fromBase64 } from './base64.js';
import { createChannelFinder } from './channel-of.js';
import { openedEnvelope, type Seen, seenOf } from './message.js';
import { createLines, type FileLine, type Role, type Told } from './told.js';

/** An entry as the stored trace or the record has it. Bytes are base64. */
export interface EvidenceEntry {
  readonly n: number;
  /** Since the start of the case. */
  readonly atMs: number;
  readonly probe: string;
  readonly stream: string;
  readonly node?: string;
  readonly type: string;
  readonly bytes?: string;
  /** Number of an earlier entry with the same bytes. */
  readonly bytesOf?: number;
  readonly detail?: string;
  /** What the record says of it, in words. */
  readonly text?: string;
  readonly illegal?: string;
  readonly fault?: { readonly kind: string };
}

export interface EvidenceCase {
  readonly case: string;
  readonly round: number;
  readonly verdict: string;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly participants: readonly {
    readonly name: string;
    readonly role: string;
    readonly mspId: string;
    /** Base64. */
    readonly pkiId: string;
  }[];
  readonly channels: readonly { readonly id: string; readonly organisations: readonly string[] }[];
  readonly entries: readonly EvidenceEntry[];
}

/** What the record of the run says of the case. */
export interface EvidenceOutcome {
  readonly id: string;
  readonly round: number;
  readonly title: string;
  readonly verdict: string;
  readonly clauses: readonly { readonly id: string; readonly text?: string }[];
  readonly expected?: string;
  readonly observed?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly divergence?: { readonly entry?: number; readonly what: string };
  readonly replay: string;
  readonly exchange: readonly EvidenceEntry[];
  readonly logTail: readonly string[];
}

const FAILED = ['fail', 'warn', 'error', 'crash', 'hang', 'inconclusive'];

/** A case of the record alone: what its exchange tells, without who is who. */
export function caseOfRecord(outcome: EvidenceOutcome, startMs: number): EvidenceCase {
  const names = new Set(outcome.exchange.flatMap(({ node }) => node ?? []));
  const probes = new Set(outcome.exchange.map(({ probe }) => probe).filter((one) => one !== ''));
  if (names.size === 0) names.add('target');
  const person = (role: string) => (name: string) => ({ name, role, mspId: '', pkiId: '' });
  return {
    case: outcome.id,
    round: outcome.round,
    verdict: outcome.verdict,
    startMs,
    participants: [
      ...[...names].map(person('target')),
      ...[...probes].filter((name) => !names.has(name)).map(person('probe')),
    ],
    channels: [],
    entries: outcome.exchange,
  };
}

/** The case as lines of a trace, in order of time. */
export function linesOfCase(evidence: EvidenceCase, outcome?: EvidenceOutcome): FileLine[] {
  const { startMs, participants, channels, entries } = evidence;
  const [only, second] = participants.filter(({ role }) => role !== 'probe');
  const told: { peer: string; atMs: number; trace: FileLine['trace'] }[] = [];
  const tell = (peer: string, atMs: number, trace: FileLine['trace']) =>
    told.push({ peer, atMs, trace });
  tell('', 0, aboutOf(evidence, outcome));
  for (const { name, role, mspId, pkiId } of participants) {
    const joined = channels.filter(({ organisations }) => organisations.includes(mspId));
    tell(name, 0, {
      kind: 'who',
      organisation: mspId,
      role: role as Role,
      pkiId: hexOf(pkiId),
      channels: joined.map(({ id }) => id),
    });
    tell(name, 0, { kind: 'life', what: 'started' });
  }
  for (const one of ownLines(outcome?.logTail ?? []))
    if (only !== undefined && second === undefined)
      tell(only.name, Math.max(0, one.atMs - startMs), one.trace);
  const bytes = new Map(entries.map((entry) => [entry.n, entry.bytes]));
  const finder = createChannelFinder(
    nobleCrypto,
    channels.map(({ id }) => id),
  );
  const pkis = new Map(participants.map(({ name, pkiId }) => [name, hexOf(pkiId)]));
  const seenFrom = (raw: Uint8Array, from: string) =>
    seenOf(raw, openedEnvelope(raw), (message) => finder.channelOf(message, pkis.get(from) ?? ''));
  for (const entry of entries) {
    const node = entry.node ?? only?.name ?? 'target';
    const sent = entry.bytes ?? bytes.get(entry.bytesOf ?? -1);
    const trace = entryTold(entry, node, sent, seenFrom);
    tell(entry.probe, entry.atMs, trace);
    if (outcome?.divergence?.entry === entry.n)
      tell(node, entry.atMs, failureOf(evidence, outcome));
  }
  const isTold = told.some(({ trace }) => trace.kind === 'note' && trace.what === 'failed');
  const endMs = entries.at(-1)?.atMs ?? 0;
  if (!isTold && FAILED.includes(evidence.verdict))
    tell(only?.name ?? '', endMs, failureOf(evidence, outcome));
  told.sort((a, b) => a.atMs - b.atMs);
  const line = createLines();
  return told.map(({ peer, atMs, trace }) => line(peer, startMs + atMs, trace));
}

function aboutOf(evidence: EvidenceCase, outcome: EvidenceOutcome | undefined): Told {
  const says: Record<string, string> = { verdict: evidence.verdict };
  if (evidence.round > 1) says.round = String(evidence.round);
  const { title, expected, observed, reason, message, replay, clauses } = outcome ?? {};
  for (const [name, text] of Object.entries({ title, expected, observed, reason, message }))
    if (text !== undefined) says[name] = text;
  for (const { id, text } of clauses ?? []) says[id] = text ?? '';
  if (replay !== undefined) says.again = replay;
  return { kind: 'about', source: 'conformance', title: evidence.case, says };
}

function failureOf(evidence: EvidenceCase, outcome: EvidenceOutcome | undefined): Told {
  const { expected, observed, reason, message } = outcome ?? {};
  const parts = [expected && `expected: ${expected}`, observed && `observed: ${observed}`];
  const said = parts.filter(Boolean).join('; ') || reason || message || 'no more is known of it';
  return {
    kind: 'note',
    what: 'failed',
    text: `${evidence.verdict}: ${said}`,
    clauses: (outcome?.clauses ?? []).map(({ id }) => id),
  };
}

const hexOf = (base64: string): string => toHex(fromBase64(base64) ?? new Uint8Array());

function entryTold(
  entry: EvidenceEntry,
  node: string,
  bytes: string | undefined,
  seenFrom: (raw: Uint8Array, from: string) => Seen,
): Told {
  const { type, probe, stream, illegal, fault } = entry;
  if (type === 'sent' || type === 'received') {
    const [from, to] = type === 'sent' ? [probe, node] : [node, probe];
    const raw = bytes === undefined ? undefined : fromBase64(bytes);
    const seen = raw === undefined ? { message: '', size: 0 } : seenFrom(raw, from);
    return {
      kind: 'message',
      what: 'passed',
      from,
      to,
      ...seen,
      ...(illegal !== undefined && { why: illegal }),
      ...(bytes !== undefined && { envelope: bytes }),
    };
  }
  const said = entry.detail ?? entry.text ?? '';
  const on = stream === '' ? '' : `${stream}: `;
  const words: Readonly<Record<string, string>> = {
    opened: `${on}opened a stream to ${node}`,
    accepted: `${on}${node} opened a stream`,
    ended: `${on}the stream has ended, ${said}`,
    pinged: `${on}was pinged by ${node}`,
  };
  return {
    kind: 'note',
    what: fault === undefined ? 'note' : 'fault',
    text: words[type] ?? `${on}${said}`,
  };
}

/** What a node in process has told of itself: `atMs {trace}`. Other lines are no trace. */
function ownLines(logTail: readonly string[]): { atMs: number; trace: FileLine['trace'] }[] {
  return logTail.flatMap((text) => {
    const [, atMs, json] = /^(\d+) (\{.*\})$/.exec(text) ?? [];
    if (json === undefined) return [];
    try {
      const trace = JSON.parse(json) as FileLine['trace'];
      return typeof trace.kind === 'string' ? [{ atMs: Number(atMs), trace }] : [];
    } catch {
      return [];
    }
  });
}
