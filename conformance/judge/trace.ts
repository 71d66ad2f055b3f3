/**
 * A record, read: which stream joins which peers, who said what to whom, and what of it the suite had
 * said before. From the bytes alone: no notion of what a target should do.
 */
import type { Entry } from '../harness/evidence.js';
import { contentOf, type Decoded, decoded } from '../harness/wire/decode.js';
import { hex } from '../harness/wire/sign.js';
import type { CaseRecord, Participant, RecordedChannel } from './record.js';

export interface StreamRecord {
  readonly openedBy: 'probe' | 'target';
  /** Undefined until a handshake message says so. */
  probe: Participant | undefined;
  node: Participant | undefined;
}

/** One envelope on a stream. */
export interface Message {
  readonly entry: Entry;
  readonly decoded: Decoded;
  readonly stream: StreamRecord;
  /** Envelopes inside of it. */
  readonly inside: readonly Decoded[];
}

/** A message from a node under judgement to a probe, both known. */
export interface Told extends Message {
  readonly by: Participant;
  readonly to: Participant;
}

export interface Trace {
  readonly record: CaseRecord;
  /** By PKI-ID in hex. */
  readonly people: ReadonlyMap<string, Participant>;
  /** What nodes under judgement sent, in order. */
  readonly told: readonly Told[];
  /** Bytes that arrived from a node under judgement and are no envelope. */
  readonly garbled: readonly Entry[];
  /** What the suite sent, in order. */
  readonly said: readonly Message[];
  /** Blocks that an orderer of the suite delivered, in order. */
  readonly delivered: readonly Entry[];
  /** Messages of the suite, wherever they stood, by the key of their payload. */
  readonly ours: ReadonlyMap<string, readonly Message[]>;
  channelNamed(name: Uint8Array): RecordedChannel | undefined;
}

/** Equal for equal bytes. */
export const keyOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

export function readTrace(record: CaseRecord): Trace {
  const people = new Map(record.participants.map((p) => [hex(p.pkiId), p]));
  const channels = new Map(record.channels.map((c) => [c.id, c]));
  const streams = streamsOf(record, people);
  const told: Told[] = [];
  const said: Message[] = [];
  const garbled: Entry[] = [];
  const ours = new Map<string, Message[]>();
  for (const entry of record.entries) {
    if (entry.type !== 'sent' && entry.type !== 'received') continue;
    const stream = streams.get(entry.n);
    if (!stream) continue;
    if (!entry.decoded) {
      if (entry.type === 'received' && stream.node?.role === 'target') garbled.push(entry);
      continue;
    }
    const message = { entry, decoded: entry.decoded, stream, inside: insideOf(entry.decoded) };
    if (entry.type === 'sent') {
      said.push(message);
      for (const one of [entry.decoded, ...message.inside]) {
        const key = keyOf(one.envelope.payload);
        const same = ours.get(key);
        if (same) same.push(message);
        else ours.set(key, [message]);
      }
    } else if (stream.probe && stream.node?.role === 'target') {
      told.push({ ...message, by: stream.node, to: stream.probe });
    }
  }
  return {
    record,
    people,
    told,
    garbled,
    said,
    delivered: record.entries.filter(({ type, bytes }) => type === 'note' && bytes !== undefined),
    ours,
    channelNamed: (name) => channels.get(Buffer.from(name).toString()),
  };
}

/** The stream of each entry, by the entry's number. A stream's name may come again in a case. */
function streamsOf(
  { entries, participants }: CaseRecord,
  people: ReadonlyMap<string, Participant>,
): ReadonlyMap<number, StreamRecord> {
  const byEntry = new Map<number, StreamRecord>();
  const open = new Map<string, StreamRecord>();
  const twice = new Set<string>();
  const strange = new Set<StreamRecord>();
  for (const { n, type, stream, decoded: d, probe } of entries) {
    if (type === 'opened' || type === 'accepted') {
      if (open.has(stream)) twice.add(stream);
      open.set(stream, {
        openedBy: type === 'opened' ? 'probe' : 'target',
        probe: participants.findLast((p) => p.name === probe && p.role === 'probe'),
        node: undefined,
      });
    }
    const at = open.get(stream);
    if (!at) continue;
    byEntry.set(n, at);
    const handshake = contentOf(d, 'conn');
    const who = handshake && people.get(hex(handshake.pkiId));
    if (type === 'sent' && who?.role === 'probe') at.probe = who;
    // Only nodes; who repeats the probe's own handshake is nobody.
    if (type === 'received' && who && who.role !== 'probe') at.node ??= who;
    if (type === 'received' && handshake && isElsewhere(at, who)) strange.add(at);
  }
  for (const [n, at] of byEntry) {
    const { stream } = entries[n]!;
    if (twice.has(stream) || strange.has(at)) byEntry.delete(n);
    else if (!at.node) at.node = onlyNode(participants);
  }
  return byEntry;
}

/**
 * Whether the stream joins no node of the case: a node of another case that looks for one which had
 * this port before, and is shown out; or another probe.
 */
function isElsewhere(at: StreamRecord, who: Participant | undefined): boolean {
  if (!who) return at.openedBy === 'target';
  return who.role === 'probe' && who !== at.probe;
}

function onlyNode(participants: readonly Participant[]): Participant | undefined {
  const nodes = participants.filter(({ role }) => role !== 'probe');
  return nodes.length === 1 ? nodes[0] : undefined;
}

function insideOf(d: Decoded): readonly Decoded[] {
  const request = contentOf(d, 'memReq');
  if (request) return request.selfInformation ? [decoded(request.selfInformation)] : [];
  const response = contentOf(d, 'memRes');
  const envelopes = response
    ? [...response.alive, ...response.dead]
    : (contentOf(d, 'dataUpdate')?.data ?? contentOf(d, 'stateSnapshot')?.elements ?? []);
  return envelopes.map((envelope) => decoded(envelope));
}
