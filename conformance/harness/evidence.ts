/** Everything that passed between probes and target in one case, in order, with instants. */
import type { FaultNote } from '../faults/note.js';
import { type Decoded, decodeEnvelope } from './wire/decode.js';

export interface Entry {
  /** Position in the case, from 0. */
  readonly n: number;
  /** Since the start of the case. */
  readonly atMs: number;
  readonly probe: string;
  /** Which stream of the probe, for example `o1.1`; empty for what belongs to none. */
  readonly stream: string;
  /** Name of the node at the other end: the one dialled, or whose handshake message came. */
  readonly node?: string;
  readonly type: 'sent' | 'received' | 'opened' | 'accepted' | 'ended' | 'pinged' | 'note';
  /** Of a note: the block that an orderer of the suite delivered. */
  readonly bytes?: Uint8Array;
  /** Absent if the bytes are no envelope. */
  readonly decoded?: Decoded;
  /** Status and reason of an end, text of a note. */
  readonly detail?: string;
  /** Set on what a probe sends regularly only to stay a live member. */
  readonly routine?: true;
  /** Set on what the suite sent against a clause on purpose: which rule it breaks. */
  readonly illegal?: string;
  /** Set on a note that a fault begins or ends. */
  readonly fault?: FaultNote;
  /** Set on a note: what comes eventually has come, and is to stay so until the next fault. */
  readonly settled?: true;
}

export interface Evidence {
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly entries: readonly Entry[];
  add(entry: Omit<Entry, 'n' | 'atMs' | 'decoded'>): Entry;
  /** Says afterwards which node an entry was about. */
  named(entry: Entry, node: string): void;
}

export function evidence(now: () => number, changed: () => void): Evidence {
  const startMs = now();
  const entries: Entry[] = [];
  return {
    startMs,
    entries,
    add(entry) {
      const decoded =
        entry.type === 'note' || entry.bytes === undefined
          ? undefined
          : decodeEnvelope(entry.bytes);
      const whole = { n: entries.length, atMs: now() - startMs, ...entry };
      entries.push(decoded ? { ...whole, decoded } : whole);
      changed();
      return entries.at(-1)!;
    },
    named(entry, node) {
      Object.assign(entry, { node });
    },
  };
}
