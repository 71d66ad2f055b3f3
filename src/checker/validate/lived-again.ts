/**
 * A run of the simulator lived through again, to compare a trace of it record by record: the same scenario and
 * seed give the same trace, byte for byte, so whatever differs was not decided by these peers in this run.
 *
 * Implements spec/17-checker.md, CHEK-95.
 */
import type { TraceLine } from '../../peer/trace.js';
import { createRun } from '../../simulator/scenario/run.js';
import type { Scenario } from '../../simulator/scenario/scenario.js';
import type { FileLine } from '../../trace/told.js';
import { differences } from './differences.js';
import type { Finding } from './finding.js';
import { isTold } from './told-kinds.js';

export interface LivedAgain {
  /** The next record of the file against the next of the run. */
  compare(record: FileLine, line: number): Finding | undefined;
  /** Records of the run that come after the last that was compared. */
  missing(): number;
}

/** Events of the simulator between two looks for records. */
const EVENTS_AT_ONCE = 1_000;

export function livedAgain(scenario: Scenario): LivedAgain {
  let waiting: TraceLine[] = [];
  let at = 0;
  const run = createRun(scenario, {
    onTrace: (line) => waiting.push(line),
    invariants: false,
    traffic: false,
  });
  let goesOn = true;

  function next(): TraceLine | undefined {
    if (at === waiting.length) {
      waiting = [];
      at = 0;
      while (goesOn && waiting.length === 0) goesOn = run.advance(EVENTS_AT_ONCE);
    }
    const record = waiting[at];
    at += 1;
    return record;
  }

  return {
    compare(record, line) {
      // What hosts tell beside is not of the peers, and numbers theirs anew.
      if (isTold(record)) return undefined;
      const expected = next();
      if (expected !== undefined && differences(record, expected).length === 0) return undefined;
      const what =
        expected === undefined
          ? 'the run of the scenario was over before'
          : `the run of the scenario differs in ${differences(record, expected).join(', ')}`;
      const allowed = expected === undefined ? [] : [JSON.stringify(expected)];
      return { line, peer: record.peer, clause: 'CHEK-95', what, allowed };
    },
    missing() {
      let count = 0;
      while (next() !== undefined) count += 1;
      return count;
    },
  };
}
