/** What a thread that plays cases is told, and what it tells. */
import type { Profile } from '../harness/case.js';
import type { CaseResult, RunInfo } from '../harness/result.js';
import type { KnownFailure } from '../harness/settle.js';
import type { CaseReport } from '../reports/run-json.js';

/** A run of which several threads play their share. */
export interface ThreadTask {
  /** As on a command line. */
  readonly target: string;
  readonly timeScale: number;
  readonly caseIds: readonly string[];
  readonly seed: string;
  readonly repeat: number;
  readonly firstRound: number;
  /** How many cases this thread plays at the same time. */
  readonly parallel: number;
  readonly epochMs: number;
  readonly peers: RunInfo['peers'];
  readonly expectedFailures: ReadonlyMap<string, readonly KnownFailure[]>;
  readonly profile: Profile | undefined;
  readonly strict: boolean;
  readonly command: string;
  /** How many cases of the plan are taken, by all threads: one 32-bit integer. */
  readonly taken: SharedArrayBuffer;
}

export type FromThread =
  | {
      /** Without what no thread can hand over, and what its report tells already. */
      readonly result: Omit<CaseResult, 'case' | 'record'> & { readonly report: CaseReport };
      /** Its share of the trace, packed; absent of a case that was not played. */
      readonly packed: Uint8Array | undefined;
    }
  | { readonly info: RunInfo };

/** To a thread: running cases finish, the others do not begin. */
export const STOP = 'stop';
