/** A way to an adapter: lines out, lines in, and its end. Knows nothing of what the lines say. */
import type { Exit } from '../target.js';

export interface Link {
  /** For messages: what was launched, or where it listens. */
  readonly name: string;
  /** Sends one line; without effect after the end. */
  send(line: string): void;
  /** Takes every line from now on. Called once, at once. */
  listen(received: (line: string) => void): void;
  /** Set as soon as the adapter is gone; of a socket, both halves are null. */
  readonly exit: Exit | undefined;
  /** Resolves to how it ended, in words. */
  readonly ended: Promise<string>;
  /** No more requests: waits `graceMs` for its end, sends SIGTERM, waits again, kills. */
  close(graceMs: number): Promise<void>;
  /** SIGTERM alone: whether it ended within `graceMs`. Undefined where nobody can signal it. */
  terminate?(graceMs: number): Promise<boolean>;
  /** Ends it at once, with all that belongs to it. */
  kill(): Promise<void>;
  /** Writes into the log of the adapter. */
  note(line: string): void;
  /** Absolute path of the log; undefined where somebody else has it. */
  readonly logPath: string | undefined;
  /** The last lines of its log, oldest first. */
  logTail(lines: number): readonly string[];
}
