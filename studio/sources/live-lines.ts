/**
 * Lines of several live peers as one recording. Each peer tells its past first, and the past of one is older
 * than the present of another: then the recording is made anew, in order of time.
 */
import type { FileLine } from '../../src/trace/told.js';
import { createTraceReader, type TraceReader } from './read-trace.js';

/** Older than what has been read, by so much: read anew. Clocks of one machine agree better than that. */
const LATE_MS = 250;
/** Lines that are kept; a page that has watched longer forgets half of them. */
const LINES_MAX = 400_000;

/** Kinds that are not forgotten. */
const LASTING: ReadonlySet<string> = new Set(['about', 'who', 'life']);

export interface LiveLines {
  readonly reader: TraceReader;
  /** Rises when `reader` is another one. */
  readonly generation: number;
  /** `source`: which peer it came from. What it has told before is left out. */
  add(source: string, line: FileLine): void;
  /** The connection to a source broke: its peer has ended, unless it has said so itself. */
  gone(source: string): void;
  /**
   * Reads what has come, but for what came after the last call: of what one peer sends and another gets, the
   * arrival may come here first. Returns whether there was any.
   */
  read(): boolean;
}

export function createLiveLines(): LiveLines {
  let reader = createTraceReader();
  let generation = 0;
  let all: FileLine[] = [];
  let fresh: FileLine[] = [];
  /** How many of them were there at the last call. */
  let settledCount = 0;
  let newestMs = Number.NEGATIVE_INFINITY;
  /** Of each life of a source: the number of the newest line. */
  const known = new Map<string, { begunMs: number; seq: number }>();
  /** The peer of a source while it runs. */
  const running = new Map<string, string>();

  function readAnew(): void {
    reader = createTraceReader();
    generation += 1;
    all.sort((a, b) => a.atMs - b.atMs);
    const from = all.length > LINES_MAX ? all.length - LINES_MAX / 2 : 0;
    if (from > 0) all = all.filter(({ trace }, i) => i >= from || LASTING.has(trace.kind));
    for (const line of all) reader.add(line);
  }

  return {
    get reader() {
      return reader;
    },
    get generation() {
      return generation;
    },
    add(source, line) {
      if (line.seq === 1 && known.get(source)?.begunMs !== line.atMs)
        known.set(source, { begunMs: line.atMs, seq: 0 });
      const life = known.get(source) ?? { begunMs: 0, seq: 0 };
      if (line.seq <= life.seq) return;
      life.seq = line.seq;
      known.set(source, life);
      const { trace, peer } = line;
      if (trace.kind === 'who' && trace.role === 'peer') running.set(source, peer);
      if (trace.kind === 'life' && trace.what === 'ended') running.delete(source);
      fresh.push(line);
    },
    gone(source) {
      const peer = running.get(source);
      running.delete(source);
      if (peer === undefined) return;
      const atMs = fresh.reduce((ms, one) => Math.max(ms, one.atMs), newestMs);
      fresh.push({ v: 1, seq: 0, atMs, peer, trace: { kind: 'life', what: 'ended' } });
    },
    read() {
      const untilMs = fresh
        .slice(0, settledCount)
        .reduce((ms, { atMs }) => Math.max(ms, atMs), Number.NEGATIVE_INFINITY);
      const ripe = fresh.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
      fresh = fresh.filter(({ atMs }) => atMs > untilMs);
      settledCount = fresh.length;
      if (ripe.length === 0) return false;
      all.push(...ripe);
      if (ripe[0]!.atMs < newestMs - LATE_MS || all.length > LINES_MAX) readAnew();
      else for (const line of ripe) reader.add(line);
      newestMs = all.at(-1)!.atMs;
      return true;
    },
  };
}
