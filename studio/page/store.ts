/** What the page knows and shows, in one object, and who is told when it changes. */

import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import type { AboutTold } from '../../src/trace/told.js';
import type { Lesson } from '../lesson/lesson.js';
import type { Cast } from '../run/cast.js';
import type { Recording } from '../run/recording.js';
import type { Watched } from '../sources/watched.js';
import type { StudioSpec } from '../statechart/chart.js';
import type { PeerMachines } from '../time/peer-machines.js';
import type { Timeline } from '../time/scene.js';
import { USUAL_SPEED } from '../time/speeds.js';

/** What hands have done, and the scenario before. */
export interface Done {
  readonly text: string;
  readonly atMs: number;
  readonly before: Scenario;
}

/** A run that was shown before, with everything that brings it back. */
export interface Former {
  readonly shown: Shown;
  readonly given: Scenario | undefined;
  readonly untilMs: number;
  readonly status: StudioState['status'];
  readonly notJudged: StudioState['notJudged'];
  readonly done: readonly Done[];
}

/** A recording with what is computed from it. */
export interface Shown {
  readonly cast: Cast;
  /** With every random fault written out; undefined for a recording that no scenario stands behind. */
  readonly scenario: Scenario | undefined;
  readonly durationMs: number;
  readonly recording: Recording;
  readonly timeline: Timeline;
  readonly machines: PeerMachines;
  /** What a file, a run or a peer says of itself. */
  readonly about?: AboutTold | undefined;
  /** The envelope of what was sent, base64, by the index of the event; undefined where it is not known. */
  readonly envelopeOf?: (index: number) => string | undefined;
  /** Of a conformance run: its cases, and which one is shown. */
  readonly cases?: CaseChoice;
}

export interface CaseChoice {
  readonly names: readonly { readonly name: string; readonly verdict: string }[];
  readonly chosen: number;
  open(index: number): void;
}

export interface Offered {
  readonly about: string;
  readonly scenario: Scenario;
}

export const TABS = [
  'machines',
  'block',
  'messages',
  'log',
  'promises',
  'figures',
  'change',
  'compare',
  'source',
  'lesson',
] as const;
export type Tab = (typeof TABS)[number];

export interface StudioState {
  readonly spec: StudioSpec | undefined;
  readonly offered: readonly Offered[];
  readonly lessons: readonly Lesson[];
  readonly shown: Shown | undefined;
  /** The scenario that is shown, with what hands have done to it, as it was given. */
  readonly given: Scenario | undefined;
  readonly status: 'idle' | 'recording' | 'over' | 'full' | 'live';
  /** What is wrong, for people; empty if nothing is. */
  readonly problem: string;
  /** Until when everything is recorded, ms since the start. */
  readonly untilMs: number;
  readonly notJudged: readonly { readonly id: string; readonly why: string }[];
  readonly nowMs: number;
  readonly isPlaying: boolean;
  /** Simulated time to the reader's. */
  readonly speed: number;
  /** Number of the selected peer; -1 for the whole network. */
  readonly peer: number;
  readonly tab: Tab;
  /** Machine and entity that is shown, tab between; the machine alone for the whole network. */
  readonly machine: string;
  /** Row of a state table that is shown with its clauses; empty for the last one taken. */
  readonly row: string;
  /** Families of messages that are not drawn. */
  readonly hidden: ReadonlySet<string>;
  readonly bookmarks: readonly number[];
  readonly done: readonly Done[];
  /** The run that was shown before this one. */
  readonly former: Former | undefined;
  /** Index of the chosen message; -1 for none. */
  readonly message: number;
  /** Live peers, and whether they answer. */
  readonly watched: readonly Watched[];
  /** `number` 0: the newest at the instant. */
  readonly block: { readonly channel: number; readonly number: number };
  /** Number of the open lesson; -1 for none. */
  readonly lesson: number;
  readonly lessonPart: number;
  /** What was predicted in the open lesson, by its part: number of the answer, SKIPPED. */
  readonly answers: ReadonlyMap<number, number>;
}

export interface Store {
  get(): StudioState;
  set(patch: Partial<StudioState>): void;
  /** Returns what ends it. */
  subscribe(listener: () => void): () => void;
}

const initial: StudioState = {
  spec: undefined,
  offered: [],
  lessons: [],
  shown: undefined,
  given: undefined,
  status: 'idle',
  problem: '',
  untilMs: 0,
  notJudged: [],
  nowMs: 0,
  isPlaying: false,
  speed: USUAL_SPEED,
  peer: -1,
  tab: 'machines',
  machine: 'election',
  row: '',
  hidden: new Set(),
  bookmarks: [],
  done: [],
  former: undefined,
  message: -1,
  watched: [],
  block: { channel: 0, number: 0 },
  answers: new Map(),
  lesson: -1,
  lessonPart: 0,
};

export function createStore(): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(patch) {
      state = { ...state, ...patch };
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
