/**
 * A run as the studio shows it: a scenario lived through, and everything that happens recorded. The
 * simulator is the one of `fabric-gossip simulate`; the same scenario gives the same trace.
 */
import type { TraceLine } from '../../src/peer/trace.js';
import { SCENARIO_START_MS } from '../../src/simulator/scenario/network.js';
import { createRun } from '../../src/simulator/scenario/run.js';
import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import { type Cast, castOf } from './cast.js';
import { EVENTS_MAX } from './events-max.js';
import { createRecorder } from './record.js';
import { BREACH, createRecording, FAULT, note, REACHED, type Recording } from './recording.js';

export interface StudioRun {
  readonly cast: Cast;
  readonly recording: Recording;
  /** With every random fault written out. */
  readonly scenario: Scenario;
  /** Since the start, ms. */
  readonly atMs: number;
  readonly isFull: boolean;
  /** *Eventually* invariants that were not judged, and why; known at the end. */
  readonly notJudged: readonly { readonly id: string; readonly why: string }[];
  /** Goes on for so many events of the simulator; false once it is over. */
  advance(eventsMax: number): boolean;
}

export interface StudioRunOptions {
  readonly onTrace?: (line: TraceLine) => void;
  /** Default true. */
  readonly invariants?: boolean;
}

export function createStudioRun(given: Scenario, options: StudioRunOptions = {}): StudioRun {
  const recording = createRecording();
  const cast = castOf(given);
  const recorder = createRecorder(recording, cast, SCENARIO_START_MS);
  const peers = new Map(cast.peers.map(({ name }, index) => [name, index]));
  const run = createRun(given, {
    observers: [recorder.observer],
    traffic: false,
    stopsAtBreach: false,
    invariants: options.invariants ?? true,
    ...(options.onTrace && { onTrace: options.onTrace }),
    onFault(fault, what, atMs) {
      const index = run.scenario.faults.indexOf(fault);
      const peer = 'peer' in fault ? peers.get(fault.peer)! : -1;
      note(recording, atMs, FAULT, peer, index, what === 'begins' ? 1 : 0);
    },
  });
  let breaches = 0;
  const reached = new Set<string>();

  /** Invariants are looked at between the slices of a run. */
  function noteInvariants(): void {
    for (; breaches < run.breaches.length; breaches++) {
      const { id, peer, what, atMs } = run.breaches[breaches]!;
      const said = recorder.text(what);
      note(recording, run.atMs, BREACH, peers.get(peer) ?? -1, recorder.text(id), said, atMs);
    }
    for (const id of run.reached) {
      if (reached.has(id)) continue;
      reached.add(id);
      note(recording, run.atMs, REACHED, -1, recorder.text(id));
    }
  }

  return {
    cast,
    recording,
    scenario: run.scenario,
    get atMs() {
      return run.atMs;
    },
    get isFull() {
      return recording.length >= EVENTS_MAX;
    },
    get notJudged() {
      return run.notJudged;
    },
    advance(eventsMax) {
      const goesOn = run.advance(eventsMax);
      noteInvariants();
      return goesOn && recording.length < EVENTS_MAX;
    },
  };
}
