/** A large network, really lived through: ten organisations on one channel, recorded as far as the time allows. */
import { scenarioOf } from '../../src/simulator/scenario/scenario.js';
import type { Cast } from '../../studio/run/cast.js';
import type { Recording } from '../../studio/run/recording.js';
import { createStudioRun } from '../../studio/run/studio-run.js';

export interface LargeRun {
  readonly cast: Cast;
  readonly recording: Recording;
  /** Recorded until then, ms since the start. */
  readonly atMs: number;
  readonly cpuSeconds: number;
}

const ORGANISATIONS = 10;
/** Of each organisation; the rest is known inside of it alone, as in networks of that size. */
const KNOWN_OUTSIDE = 2;
/** Events of the simulator between two looks at the clock. */
const EVENTS_AT_ONCE = 5_000;

/** Lives until an instant, or until so many seconds of processor time are over or the recording is full. */
export function recordLargeRun(peers: number, untilMs: number, cpuSecondsMax: number): LargeRun {
  const names = Array.from({ length: ORGANISATIONS }, (_, i) => `Org${i + 1}`);
  const each = Math.max(1, Math.round(peers / ORGANISATIONS));
  const scenario = scenarioOf({
    name: 'large',
    duration: untilMs,
    startWithin: 3_000,
    organisations: names.map((name) => ({
      name,
      peers: each,
      region: '',
      hidden: Math.max(0, each - KNOWN_OUTSIDE),
    })),
    channels: [{ name: 'ch1', organisations: names, without: [] }],
    leadership: 'static',
    blocks: [
      { channel: 'ch1', from: 4_000, every: 1_000, count: 60, size: 1_000, transactions: 1 },
    ],
  });
  const startedSeconds = cpuSecondsNow();
  const run = createStudioRun(scenario, { invariants: false });
  const passed = () => cpuSecondsNow() - startedSeconds;
  while (run.advance(EVENTS_AT_ONCE) && passed() < cpuSecondsMax);
  return { cast: run.cast, recording: run.recording, atMs: run.atMs, cpuSeconds: passed() };
}

function cpuSecondsNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const COLUMNS = ['at', 'kind', 'a', 'b', 'c', 'd', 'e', 'ends'] as const;

/** By path on a server: what a page needs to show it. */
export function filesOf({ cast, recording }: LargeRun): Map<string, Uint8Array> {
  const { length, strings } = recording;
  const about = new TextEncoder().encode(JSON.stringify({ cast, strings, length }));
  return new Map([
    ['/large', about],
    ...COLUMNS.map((name) => {
      const column = recording[name].slice(0, length);
      return [`/large-${name}`, new Uint8Array(column.buffer)] as const;
    }),
  ]);
}

/** Code for the page: a function that fetches such a run and gives it as the page takes it. */
export const readInPage = `async () => {
  const { cast, strings, length } = await (await fetch('large')).json();
  const recording = { length, strings };
  for (const name of ${JSON.stringify(COLUMNS)}) {
    const bytes = await (await fetch('large-' + name)).arrayBuffer();
    const Kind = { at: Float64Array, ends: Float64Array, kind: Uint8Array }[name] ?? Int32Array;
    recording[name] = new Kind(bytes);
  }
  return { cast, recording };
}`;
