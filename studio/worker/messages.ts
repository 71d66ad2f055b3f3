/** What the page and the thread that simulates say to each other. */
import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import type { Cast } from '../run/cast.js';
import type { Chunk } from '../run/recording.js';

/** `run` numbers what was asked, so that what is late is not taken for an answer. */
export type ToWorker =
  | { readonly type: 'run'; readonly run: number; readonly scenario: Scenario }
  /** Asks for the whole trace as text, JSON Lines. */
  | { readonly type: 'trace'; readonly run: number; readonly scenario: Scenario };

export type FromWorker =
  | {
      readonly type: 'opened';
      readonly run: number;
      readonly cast: Cast;
      readonly scenario: Scenario;
    }
  | {
      readonly type: 'chunk';
      readonly run: number;
      readonly chunk: Chunk;
      /** Until when everything is recorded, ms since the start. */
      readonly untilMs: number;
    }
  | {
      readonly type: 'over';
      readonly run: number;
      readonly isFull: boolean;
      readonly notJudged: readonly { readonly id: string; readonly why: string }[];
    }
  | { readonly type: 'traced'; readonly run: number; readonly text: string }
  /** The scenario makes no sense. */
  | { readonly type: 'problem'; readonly run: number; readonly what: string };
