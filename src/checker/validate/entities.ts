/**
 * The steps of one peer's machines, each against its state table and against the state in which its entity is.
 *
 * Implements spec/17-checker.md, CHEK-90, CHEK-91.
 */
import type { Trace } from '../../peer/trace.js';
import { type Objection, objection } from './finding.js';
import type { Lives } from './lives.js';
import { sayRow, stateAfter, tables } from './tables.js';

type Step = Extract<Trace, { kind: 'step' }>;

export interface Entities {
  /** Undefined if the step is explained. `at`: the ordinal of the record among those of its peer. */
  step(trace: Step, at: number): Objection | undefined;
  /** The state of an entity, if it has stepped in what may be the present life. */
  stateOf(machine: string, entity: string): string | undefined;
}

interface Known {
  state: string;
  /** Ordinal of its last step. */
  at: number;
}

export function createEntities(lives: Lives): Entities {
  const known = new Map<string, Known>();

  function legal({ machine, row, event, from, to }: Step): Objection | undefined {
    const table = tables.get(machine);
    if (table === undefined)
      return objection('CHEK-90', `there is no machine "${machine}"`, [...tables.keys()]);
    if (!table.isState(from))
      return objection('CHEK-90', `the machine ${machine} has no state "${from}"`);
    const fits = table
      .rowsIn(from, event)
      .some((its) => its.id === row && stateAfter(its, from) === to);
    if (fits) return undefined;
    const ofEvent = table.rowsIn(from, event);
    const rows = ofEvent.length > 0 ? ofEvent : table.rowsIn(from);
    return objection(
      row,
      `${machine}: no row ${row} leads from ${from} to ${to} by ${event}`,
      rows.map((its) => sayRow(its, from)),
    );
  }

  return {
    stateOf: (machine, entity) => known.get(`${machine}\t${entity}`)?.state,
    step(trace, at) {
      const wrong = legal(trace);
      if (wrong !== undefined) return wrong;
      const { machine, entity, from, to } = trace;
      const key = `${machine}\t${entity}`;
      const table = tables.get(machine)!;
      const before = known.get(key);
      const isNew = before === undefined || (table.isEnd(before.state) && before.state !== from);
      const state = isNew ? table.initial : before.state;
      // From its initial state, it may as well be the first step of a new life.
      const isExplained =
        from === state
          ? isNew || from === table.initial || lives.demand({ by: before.at })
          : from === table.initial && lives.demand({ after: before!.at });
      if (!isExplained) return away(trace, state);
      known.set(key, { state: to, at });
      return undefined;
    },
  };
}

function away({ machine, entity, row, from }: Step, state: string): Objection {
  const of = entity === '' ? machine : `${machine} ${entity}`;
  return objection(
    row,
    state === from
      ? `${of}: a step from ${from}, but the peer has begun a new life since it came there`
      : `${of}: a step from ${from}, but it is ${state}`,
    tables
      .get(machine)!
      .rowsIn(state)
      .map((its) => sayRow(its, state)),
  );
}
