/** A replayed recording as a trace: what it has, and what the reference made of it, for the studio. */
import { createTraceFile } from '../../adapters/trace-file.js';
import type { ReplayEvent, ReplayRow } from '../../simulator/replay.js';
import { linesOfCapture } from '../../trace/capture.js';
import { createLines, type FileLine } from '../../trace/told.js';

export interface ReplayTrace {
  readonly rows: readonly ReplayRow[];
  readonly events: readonly ReplayEvent[];
  /** Name of the replayed peer. */
  readonly as: string;
  /** By PKI-ID in hex. */
  readonly names: ReadonlyMap<string, string>;
  /** Instant of the start, ms since 1970. */
  readonly startMs: number;
  readonly title: string;
}

/** In order of time: a message, then what came of it. */
export function linesOfReplay({
  rows,
  events,
  as,
  names,
  startMs,
  title,
}: ReplayTrace): FileLine[] {
  const recorded = linesOfCapture(rows, { names, startMs, title });
  const decided = events.map(({ ms, trace }) => ({ peer: as, atMs: startMs + ms, trace }));
  const all = [...recorded, ...decided].sort((a, b) => a.atMs - b.atMs);
  const line = createLines();
  return all.map(({ peer, atMs, trace }) => line(peer, atMs, trace));
}

/** @throws UserMistake if the file cannot be written. */
export function writeReplayTrace(path: string, trace: ReplayTrace): void {
  const file = createTraceFile(path);
  for (const line of linesOfReplay(trace)) file.write(line);
  file.close();
}
