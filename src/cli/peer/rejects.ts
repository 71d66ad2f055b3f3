/**
 * The newest messages that a peer has rejected, and who sent them: for whoever asks by `--control`.
 *
 * Implements spec/14-observability.md, OBSV-19, OBSV-20.
 */
import type { TraceLine } from '../../peer/trace.js';

export interface Rejected {
  readonly clause: string;
  readonly reason: string;
  /** Kind of message, as in a trace. */
  readonly message: string;
  /** PKI-ID proved on the link, hex; empty before the handshake. */
  readonly sender: string;
  /** PKI-ID that the message claims to be of, hex; empty where it names nobody. */
  readonly author: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

export interface Rejects {
  note(line: TraceLine): void;
  /** Oldest first. */
  newest(): readonly Rejected[];
}

/** @param max OBSV-P2 */
export function keepRejects(max: number): Rejects {
  const kept: Rejected[] = [];
  return {
    note({ atMs, trace }) {
      if (trace.kind !== 'verdict' || trace.verdict !== 'reject') return;
      const { clause, reason, message, sender, author } = trace;
      if (kept.length >= max) kept.shift();
      kept.push({ clause, reason, message, sender, author, atMs });
    },
    newest: () => [...kept],
  };
}
