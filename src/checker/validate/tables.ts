/** State tables as a judge of traces reads them: which step of a machine is a row, and which rows there are instead. */
import { NONE, type Row, rowsOf } from '../../machines/export/rows.js';
import { machines } from '../../machines/index.js';

export interface Table {
  readonly initial: string;
  /** Whether nothing leads out of the state: the entity is over. */
  isEnd(state: string): boolean;
  isState(state: string): boolean;
  /** Rows that can be taken in a state, those that no unguarded row before them hides; of one event or of all. */
  rowsIn(state: string, event?: string): readonly Row[];
}

const ANY = '(any)';

/** Tables by the name of the machine. */
export const tables: ReadonlyMap<string, Table> = new Map(
  machines.map(({ name, machine }) => [name, tableOf(machine)]),
);

function tableOf(machine: (typeof machines)[number]['machine']): Table {
  const rows = rowsOf(machine);
  const states = Object.keys(machine.root.states);
  const inState = new Map(states.map((state) => [state, reachable(rows, state)]));
  return {
    initial: machine.root.initial.target[0]!.key,
    isState: (state) => inState.has(state),
    isEnd: (state) => inState.get(state)!.every((row) => stateAfter(row, state) === state),
    rowsIn: (state, event) =>
      inState.get(state)!.filter((row) => event === undefined || row.event === event),
  };
}

/** The state's own rows come before those of any state; an unguarded one hides what follows for its event. */
function reachable(rows: readonly Row[], state: string): Row[] {
  const decided = new Set<string>();
  return [state, ANY].flatMap((place) =>
    rows.filter((row) => {
      if (row.state !== place || decided.has(row.event)) return false;
      if (row.guard === NONE) decided.add(row.event);
      return true;
    }),
  );
}

export const stateAfter = ({ next }: Row, from: string): string =>
  next.startsWith('(') ? from : next;

/** `MEMB-R5: silence.exceeded → dead` */
export const sayRow = (row: Row, from: string): string =>
  `${row.id}: ${row.event}${row.guard === NONE ? '' : ` [${row.guard}]`} → ${stateAfter(row, from)}`;
