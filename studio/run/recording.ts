/**
 * A recording: everything that a run shows, as columns of numbers, so that hundreds of thousands of
 * events are moved between threads without copying and searched in no time.
 */

/** What happened. What the columns `a` to `e` hold stands beside each kind. */
export const SENT = 1; // from, to, message kind, block number or -1, bytes or 0; channel
export const RECEIVED = 2; // from, to, index of the SENT
export const DROPPED = 3; // from, to, index of the SENT, why
export const STEP = 4; // peer, entity, step, 1 if the entity's first
export const VERDICT = 5; // peer, text, sender or -1
export const BLOCK = 6; // peer, channel, number, source + 8 × (sender + 1)
export const COMMIT = 7; // peer, channel, number, digest
export const LEADS = 8; // peer, channel, 0 or 1
export const LIFE = 9; // peer, 1 started or 0 killed
export const CHANNEL = 10; // peer, channel, what, height
export const GONE = 11; // peer, entity, machine and state: it ended with its peer
export const FAULT = 12; // peer or -1, index among the scenario's faults, 1 begins or 0 ends
export const BREACH = 13; // peer or -1, invariant, what, instant in ms
export const REACHED = 14; // -, invariant
export const NOTE = 15; // peer or -1, text, tone: 0 a remark, 1 a fault, 2 a failure

/** Codes of a block's source, in the order of `BLOCK_SOURCES`. */
export const BLOCK_SOURCES = ['push', 'pull', 'transfer', 'orderer'] as const;

/** Columns of the same length. */
export interface Columns {
  /** ms since the start; never less than the one before. */
  at: Float64Array;
  kind: Uint8Array;
  a: Int32Array;
  b: Int32Array;
  c: Int32Array;
  d: Int32Array;
  e: Int32Array;
  /** Of a SENT: number of the channel that it is about, or -1. */
  channel: Int16Array;
}

export interface Recording extends Columns {
  length: number;
  /** For a SENT: when it arrived; negative if it was dropped then; NaN until either is known. */
  ends: Float64Array;
  /** What the numbers of texts stand for. */
  readonly strings: string[];
}

/** The part of a recording that has come since, to be handed to another thread. */
export interface Chunk {
  readonly columns: Columns;
  /** New texts. */
  readonly strings: readonly string[];
}

const columnsOf = (capacity: number): Columns => ({
  at: new Float64Array(capacity),
  kind: new Uint8Array(capacity),
  a: new Int32Array(capacity),
  b: new Int32Array(capacity),
  c: new Int32Array(capacity),
  d: new Int32Array(capacity),
  e: new Int32Array(capacity),
  channel: new Int16Array(capacity),
});

export const createRecording = (): Recording => ({
  ...columnsOf(4_096),
  ends: new Float64Array(4_096),
  length: 0,
  strings: [],
});

const NAMES = ['at', 'kind', 'a', 'b', 'c', 'd', 'e', 'channel'] as const;

/** Makes room for `count` events. */
function reserve(recording: Recording, count: number): void {
  const needed = recording.length + count;
  if (needed <= recording.kind.length) return;
  const capacity = Math.max(needed, 2 * recording.kind.length);
  const wider = columnsOf(capacity);
  for (const name of NAMES) wider[name].set(recording[name]);
  const ends = new Float64Array(capacity);
  ends.set(recording.ends);
  Object.assign(recording, wider, { ends });
}

/** Notes one event. Returns its index. */
export function note(
  recording: Recording,
  atMs: number,
  kind: number,
  a: number,
  b = 0,
  c = 0,
  d = 0,
  e = 0,
  channel = -1,
): number {
  reserve(recording, 1);
  const index = recording.length;
  // Some tell the instant in whole milliseconds: they are no earlier than what came before.
  recording.at[index] = Math.max(atMs, recording.at[index - 1] ?? 0);
  recording.kind[index] = kind;
  recording.a[index] = a;
  recording.b[index] = b;
  recording.c[index] = c;
  recording.d[index] = d;
  recording.e[index] = e;
  recording.channel[index] = channel;
  recording.length += 1;
  settle(recording, index);
  return index;
}

/** A message that was sent has an end once it is received or dropped. */
function settle(recording: Recording, index: number): void {
  const kind = recording.kind[index];
  if (kind === SENT) recording.ends[index] = Number.NaN;
  else if (kind === RECEIVED) recording.ends[recording.c[index]!] = recording.at[index]!;
  else if (kind === DROPPED) recording.ends[recording.c[index]!] = -1 - recording.at[index]!;
}

/** The events and texts from these on. */
export const chunkOf = (recording: Recording, from: number, fromString: number): Chunk => ({
  columns: Object.fromEntries(
    NAMES.map((name) => [name, recording[name].slice(from, recording.length)]),
  ) as unknown as Columns,
  strings: recording.strings.slice(fromString),
});

export function appendChunk(recording: Recording, { columns, strings }: Chunk): void {
  const count = columns.kind.length;
  reserve(recording, count);
  const first = recording.length;
  for (const name of NAMES) recording[name].set(columns[name], first);
  recording.length += count;
  recording.strings.push(...strings);
  for (let i = first; i < recording.length; i++) settle(recording, i);
}

/** How many events there are up to and at an instant. */
export function countAt(recording: Recording, atMs: number): number {
  let low = 0;
  let high = recording.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (recording.at[middle]! <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
