/** What can be done with the page: open a run, move in time, lay hands on it. One object, without pictures. */

import { problemsOf } from '../../src/simulator/scenario/problems.js';
import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import { type Deed, withDeed } from '../hands/deeds.js';
import { sayDeed } from '../hands/say-deed.js';
import { appendChunk, countAt, createRecording } from '../run/recording.js';
import { createPeerMachines } from '../time/peer-machines.js';
import { createTimeline } from '../time/scene.js';
import { fittingSpeed, USUAL_SPEED } from '../time/speeds.js';
import type { FromWorker, ToWorker } from '../worker/messages.js';
import { createStore, type Former, type Shown, type Store } from './store.js';

export interface Studio {
  readonly store: Store;
  /** Shows a scenario from its beginning, or from an instant. */
  open(scenario: Scenario, atMs?: number): void;
  /** Shows a recording that no scenario stands behind. */
  show(shown: Shown): void;
  seek(atMs: number): void;
  play(isPlaying: boolean): void;
  /** To the next or the last event that fits. */
  step(direction: 1 | -1, fits?: (kind: number, index: number) => boolean): void;
  /**
   * Forks the run at the playhead. Returns what is wrong with the deed, and then does nothing; empty if nothing
   * is. The page says it, unless the caller does.
   */
  lay(deed: Deed, whoSays?: 'page' | 'caller'): string;
  /** Takes the last deed back. */
  undo(): void;
  /** Shows the run that was shown before, and that one becomes the one before. */
  swap(): void;
  /** The whole trace of the run as it is now, JSON Lines. */
  trace(): Promise<string>;
}

/** The block that is shown of a run that was not there before. */
const NEWEST = { channel: 0, number: 0 };

/** Where a deed is done: after everything that is shown. */
export const deedInstant = (nowMs: number): number => Math.floor(nowMs) + 1;

export function createStudio(worker: Worker): Studio {
  const store = createStore();
  let run = 0;
  /** Recorded, and not shown before it reaches the playhead. */
  let pending: Shown | undefined;
  let traced: ((text: string) => void) | undefined;

  const ask = (message: ToWorker) => worker.postMessage(message);

  /** What is shown now, to be compared with what comes. */
  function former(): Former | undefined {
    const { shown, given, untilMs, status, notJudged, done } = store.get();
    // Who forks again before anything is shown compares with what was shown last.
    if (shown === undefined || pending !== undefined) return store.get().former;
    return { shown, given, untilMs, status, notJudged, done };
  }

  /** Recordings have one of their own; among scenarios it stays as the reader has chosen it. */
  function speedFor(scenario: Scenario | undefined, durationMs: number): number {
    const { given, speed } = store.get();
    if (scenario === undefined) return fittingSpeed(durationMs);
    return given === undefined ? USUAL_SPEED : speed;
  }

  function record(scenario: Scenario): void {
    run += 1;
    pending = undefined;
    store.set({
      given: scenario,
      message: -1,
      status: 'recording',
      problem: '',
      untilMs: 0,
      notJudged: [],
    });
    ask({ type: 'run', run, scenario });
  }

  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.run !== run) return;
    switch (data.type) {
      case 'opened': {
        const { cast, scenario } = data;
        pending = shownOf(cast, scenario, scenario.duration);
        return;
      }
      case 'chunk': {
        const shown = pending ?? store.get().shown!;
        appendChunk(shown.recording, data.chunk);
        reveal(data.untilMs);
        return store.set({ untilMs: data.untilMs });
      }
      case 'over':
        reveal(Number.POSITIVE_INFINITY);
        return store.set({ status: data.isFull ? 'full' : 'over', notJudged: data.notJudged });
      case 'traced':
        return traced?.(data.text);
      case 'problem':
        return store.set({ status: 'over', problem: data.what });
    }
  };

  function reveal(untilMs: number): void {
    if (pending === undefined || untilMs < store.get().nowMs) return;
    store.set({ shown: pending });
    pending = undefined;
  }

  function seek(atMs: number): void {
    const { shown } = store.get();
    store.set({ nowMs: Math.max(0, Math.min(atMs, shown?.durationMs ?? 0)) });
  }

  return {
    store,
    open(scenario, atMs = 0) {
      store.set({ former: former(), speed: speedFor(scenario, scenario.duration) });
      store.set({ shown: undefined, nowMs: atMs, done: [], bookmarks: [], peer: -1, message: -1 });
      store.set({ block: NEWEST });
      record(scenario);
    },
    show(shown) {
      store.set({ former: former() });
      run += 1;
      pending = undefined;
      const untilMs = shown.durationMs;
      const speed = fittingSpeed(untilMs);
      const none = { given: undefined, done: [], bookmarks: [], notJudged: [], problem: '' };
      store.set({
        ...none,
        shown,
        untilMs,
        speed,
        status: 'over',
        nowMs: 0,
        peer: -1,
        message: -1,
        block: NEWEST,
      });
    },
    seek,
    play(isPlaying) {
      const { nowMs, shown, status } = store.get();
      if (isPlaying && status !== 'live' && nowMs >= (shown?.durationMs ?? 0)) seek(0);
      store.set({ isPlaying });
    },
    step(direction, fits = () => true) {
      const { shown, nowMs } = store.get();
      if (shown === undefined) return;
      const { recording } = shown;
      store.set({ isPlaying: false });
      const from = countAt(recording, nowMs);
      const isElsewhere = (i: number) => recording.at[i] !== nowMs;
      for (
        let i = direction === 1 ? from : from - 1;
        i >= 0 && i < recording.length;
        i += direction
      )
        if (isElsewhere(i) && fits(recording.kind[i]!, i)) return seek(recording.at[i]!);
      seek(direction === 1 ? store.get().untilMs : 0);
    },
    lay(deed, whoSays = 'page') {
      const { given, nowMs, done } = store.get();
      if (given === undefined) return 'there is no scenario behind this run';
      const atMs = deed.do === 'message' ? deed.sinceMs : deedInstant(nowMs);
      const scenario = withDeed(given, deed, atMs);
      const problem =
        atMs >= given.duration
          ? 'the run ends here: go back in time to change something'
          : problemsOf(scenario)[0];
      if (problem !== undefined) {
        if (whoSays === 'page') store.set({ problem });
        return problem;
      }
      store.set({ former: former() });
      store.set({ done: [...done, { text: sayDeed(deed), atMs, before: given }] });
      record(scenario);
      return '';
    },
    undo() {
      const { done } = store.get();
      const last = done.at(-1);
      if (last === undefined) return;
      store.set({ former: former() });
      store.set({ done: done.slice(0, -1) });
      record(last.before);
    },
    swap() {
      const then = store.get().former;
      if (then === undefined || pending !== undefined) return;
      const now = former();
      run += 1;
      const peer = store.get().peer < then.shown.cast.peers.length ? store.get().peer : -1;
      // What was still being recorded stays as far as it had come.
      const speed = speedFor(then.given, then.shown.durationMs);
      store.set({ ...then, former: now, speed, peer, message: -1, problem: '' });
      seek(store.get().nowMs);
    },
    trace() {
      run += 1;
      return new Promise((resolve) => {
        traced = resolve;
        ask({ type: 'trace', run, scenario: store.get().given! });
      });
    },
  };
}

export function shownOf(
  cast: Shown['cast'],
  scenario: Scenario | undefined,
  durationMs: number,
  recording = createRecording(),
  more: Pick<Shown, 'about' | 'envelopeOf' | 'cases'> = {},
): Shown {
  const timeline = createTimeline(recording, cast, scenario?.faults.length ?? 0);
  return {
    cast,
    scenario,
    durationMs,
    recording,
    timeline,
    machines: createPeerMachines(recording),
    ...more,
  };
}
