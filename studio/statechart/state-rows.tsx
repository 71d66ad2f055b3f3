/** What can happen in the state in which a machine is: its rows of the state table, in their order. */
import type { StudioChart } from './chart.js';

export interface StateRowsProps {
  readonly chart: StudioChart;
  /** Undefined: no machine is chosen, and every row is shown. */
  readonly state: string | undefined;
  /** The row that is shown in full. */
  readonly row: string;
  readonly onPick: (row: string) => void;
}

export function StateRows({ chart, state, row, onPick }: StateRowsProps) {
  const rows = chart.rows.filter(({ from, to }) => to !== '(ignore)' && (!state || from === state));
  return (
    <section class="state-rows" aria-label="Rows of the state table">
      <h2>{state === undefined ? 'Every row' : `What can happen in ${state}`}</h2>
      {rows.length === 0 && <p class="quiet">Nothing any more.</p>}
      {rows.map(({ id, from, to, events, guard, actions }) => (
        <button type="button" key={id} aria-current={id === row} onClick={() => onPick(id)}>
          <b>{id.replace(/^[A-Z]+-/, '')}</b>
          {state === undefined && <i>{from}:</i>}
          <span>{events.join(', ')}</span>
          {guard !== '' && <i>if {guard}</i>}
          <span>→ {to}</span>
          {actions.length > 0 && <i>/ {actions.join(', ')}</i>}
        </button>
      ))}
    </section>
  );
}
