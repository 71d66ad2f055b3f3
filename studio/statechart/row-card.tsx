/** One row of a state table in full, and the clauses of the specification that it decides. */

import { Words } from '../page/words.jsx';
import type { MachineNow } from '../time/peer-machines.js';
import { sayMs } from '../time/say-time.js';
import type { StudioChart, StudioSpec } from './chart.js';
import { Exports } from './exports.jsx';

export interface RowCardProps {
  readonly chart: StudioChart;
  readonly spec: StudioSpec;
  readonly row: string;
  /** The step that took it, if it was the last one. */
  readonly now: MachineNow | undefined;
}

export function RowCard({ chart, spec, row, now }: RowCardProps) {
  const found = chart.rows.find(({ id }) => id === row);
  if (found === undefined)
    return (
      <div class="row-card quiet">
        Choose a transition to see its row of the state table and the clauses that it decides.
        <Exports name={chart.name} />
      </div>
    );
  const clauses = spec.clauses.filter(({ rows }) => rows.includes(row));
  return (
    <article class="row-card" aria-live="off">
      <h3>
        <code>{row}</code>
        {now !== undefined && <small>taken at {sayMs(now.atMs)}</small>}
      </h3>
      <dl>
        <dt>in</dt>
        <dd>
          <code>{found.from}</code>
        </dd>
        <dt>on</dt>
        <dd>
          {found.events.map((event) => (
            <code key={event}>{event}</code>
          ))}
        </dd>
        {found.guard !== '' && <dt>if</dt>}
        {found.guard !== '' && (
          <dd>
            <code>{found.guard}</code>
          </dd>
        )}
        <dt>next</dt>
        <dd>
          <code>{found.to}</code>
        </dd>
        {found.actions.length > 0 && <dt>does</dt>}
        {found.actions.length > 0 && (
          <dd>
            {found.actions.map((action) => (
              <code key={action}>{action}</code>
            ))}
          </dd>
        )}
      </dl>
      {clauses.map(({ id, text }) => (
        <p key={id} class="clause">
          <b>{id}</b> <Words text={text} />
        </p>
      ))}
      <p class="quiet">{chart.chapter}</p>
      <Exports name={chart.name} />
    </article>
  );
}
