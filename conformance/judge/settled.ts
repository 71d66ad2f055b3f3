/** How long a network of nodes has been left alone at each moment of a trace. */
import type { FaultNote } from '../faults/note.js';
import { contentOf } from '../harness/wire/decode.js';
import { hex } from '../harness/wire/sign.js';
import type { CaseRecord, Participant } from './record.js';
import type { Trace } from './trace.js';

export interface Settled {
  /** Last start of a node, or end of a fault. Since the start of the case. */
  readonly disturbedMs: number;
  /** From then on what is promised eventually has come. */
  readonly fromMs: number;
  /** Nodes under judgement that run. */
  readonly running: readonly Participant[];
  /** Whether one node has told others of the life of the other. */
  hasMet(one: Participant, other: Participant): boolean;
}

/** Over as soon as they are noted. */
const MOMENTARY: readonly FaultNote['kind'][] = ['reset', 'stall'];

/** Dials, first rounds and elections after the last disturbance. Milliseconds. */
const SLACK_MS = 5_000;

/** Undefined where nothing is promised: one node alone, or a fault that lasts to the end. */
export function settled(trace: Trace): Settled | undefined {
  const { record, told } = trace;
  const nodes = record.participants.filter(({ role }) => role === 'target');
  if (nodes.length < 2) return undefined;
  const faults = record.entries.flatMap(({ fault, atMs }) => (fault ? [{ ...fault, atMs }] : []));
  const down = new Set<string>();
  let isFaulty = false;
  for (const { kind, from, untilMs } of faults) {
    if (kind === 'kill' || kind === 'pause') for (const name of from) down.add(name);
    else if (kind === 'restart' || kind === 'resume') for (const name of from) down.delete(name);
    else if (kind === 'heal') isFaulty = false;
    else if (!MOMENTARY.includes(kind) && untilMs === undefined) isFaulty = true;
  }
  if (isFaulty) return undefined;
  const running = nodes.filter(({ name }) => !down.has(name));
  const firstTold = running.map((node) => told.find(({ by }) => by === node)?.entry.atMs ?? 0);
  const disturbedMs = Math.max(0, ...firstTold, ...faults.map((f) => f.untilMs ?? f.atMs));
  const met = meetings(trace);
  return {
    disturbedMs,
    fromMs: seenMs(record, disturbedMs) ?? disturbedMs + settlingMs(record),
    running,
    hasMet: (one, other) => met.has(`${hex(one.pkiId)} ${hex(other.pkiId)}`),
  };
}

/** When the case itself saw that all had come, after the last disturbance. */
const seenMs = ({ entries }: CaseRecord, disturbedMs: number): number | undefined =>
  entries.find((entry) => entry.settled === true && entry.atMs >= disturbedMs)?.atMs;

/** A death and its detection, some attempts to reconnect, an election, and slack. */
function settlingMs({ timings }: CaseRecord): number {
  const ms = (name: string): number => timings[name] ?? 0;
  const death = 1.2 * ms('aliveExpirationTimeoutMs') + 4 * ms('reconnectIntervalMs');
  const election =
    ms('startupGracePeriodMs') + ms('leaderAliveThresholdMs') + 2 * ms('leaderElectionDurationMs');
  return death + election + SLACK_MS;
}

function meetings({ told }: Trace): ReadonlySet<string> {
  const met = new Set<string>();
  for (const { by, decoded, inside } of told) {
    for (const d of [decoded, ...inside]) {
      const author = contentOf(d, 'aliveMsg')?.membership?.pkiId;
      if (author) met.add(`${hex(by.pkiId)} ${hex(author)}`);
    }
  }
  return met;
}
