/** When a peer committed which block, by its own log: no question disturbs what is measured. */
import { closeSync, openSync, readSync } from 'node:fs';

/** One commit that a line of a log tells of. */
export interface LoggedCommit {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** Undefined for a line of something else. */
export type CommitReader = (line: string) => LoggedCommit | undefined;

const FABRIC_COMMIT =
  /^(\d\d):(\d\d):(\d\d\.\d+) \S+ \[kvledger\] \[[^\]]*\] Committed block \[(\d+)\]/;

const DAY_MS = 86_400_000;

/** Of a log that tells the hour of the day alone. `nowMs`: some instant within twelve hours of the line. */
export function fabricCommit(line: string, nowMs = Date.now()): LoggedCommit | undefined {
  const [, hours, minutes, seconds, number] = FABRIC_COMMIT.exec(line) ?? [];
  if (number === undefined) return undefined;
  const today = new Date(nowMs).setHours(Number(hours), Number(minutes), 0, 0);
  const atMs = today + Math.round(Number(seconds) * 1_000);
  return { number: Number(number), atMs: atMs + DAY_MS * Math.round((nowMs - atMs) / DAY_MS) };
}

export const referenceCommit: CommitReader = (line) => {
  if (!line.includes('"block committed"')) return undefined;
  const { time, number, msg } = JSON.parse(line);
  return msg === 'block committed' ? { number: Number(number), atMs: time } : undefined;
};

export interface CommitLog {
  /** Reads what was added since, and answers with all commits so far. */
  read(): ReadonlyMap<number, number>;
}

const CHUNK_BYTES = 1 << 18;

/** Follows a file to which whole lines are added. Times by block number, milliseconds since 1970. */
export function followCommits(path: string, reader: CommitReader): CommitLog {
  const commits = new Map<number, number>();
  const decoder = new TextDecoder();
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let offset = 0;
  let rest = '';
  return {
    read() {
      const file = openSync(path, 'r');
      try {
        for (;;) {
          const length = readSync(file, chunk, 0, CHUNK_BYTES, offset);
          if (length === 0) return commits;
          offset += length;
          const lines = (rest + decoder.decode(chunk.subarray(0, length), { stream: true })).split(
            '\n',
          );
          rest = lines.pop()!;
          for (const line of lines) {
            const commit = reader(line);
            if (commit !== undefined) commits.set(commit.number, commit.atMs);
          }
        }
      } finally {
        closeSync(file);
      }
    },
  };
}
