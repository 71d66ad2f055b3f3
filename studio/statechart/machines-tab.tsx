/** The machines: of the selected peer live, with the clauses of the last step; of the whole network counted. */
import { entityName } from '../page/say-event.js';
import { useActions, useSlowNow, useStudio } from '../page/use-studio.js';
import { SaveElement } from '../pictures/save-element.js';
import { countAt } from '../run/recording.js';
import { machineKey } from '../time/peer-machines.js';
import { ChartView } from './chart-view.jsx';
import { NoSteps } from './no-steps.jsx';
import { RowCard } from './row-card.jsx';
import { StateRows } from './state-rows.jsx';

/** Of a kind that has many, so many are listed. */
const ENTITIES_MAX = 40;

export function MachinesTab() {
  const { store } = useActions();
  const nowMs = useSlowNow();
  const spec = useStudio((state) => state.spec);
  const peer = useStudio((state) => state.peer);
  const chosen = useStudio((state) => state.machine);
  const row = useStudio((state) => state.row);
  const { shown } = store.get();
  if (shown === undefined || spec === undefined) return null;
  const index = countAt(shown.recording, nowMs);
  const scene = shown.timeline.seek(index);
  const [kind = '', entity] = chosen.split('\t');
  const chart = spec.charts.find(({ name }) => name === kind) ?? spec.charts[0]!;
  const machines = peer < 0 ? undefined : shown.machines.seek(peer, index);
  const own = [...(machines?.values() ?? [])].filter(({ machine }) => machine === chart.name);
  const isOver = (state: string) => chart.ends.includes(state);
  own.sort((a, b) => Number(isOver(a.to)) - Number(isOver(b.to)) || b.atMs - a.atMs);
  const now = own.find((one) => one.entity === entity) ?? own[0];
  const counts =
    peer < 0 ? (state: string) => shown.timeline.countOf(chart.name, state) : undefined;
  const pick = (machine: string) => store.set({ machine, row: '' });
  const total = (name: string) =>
    spec.charts
      .find((one) => one.name === name)!
      .boxes.reduce((sum, { state }) => sum + shown.timeline.countOf(name, state), 0);
  const stateOf = (name: string): string => {
    if (machines === undefined) return String(total(name));
    const all = [...machines.values()].filter(({ machine }) => machine === name);
    return all.length === 1 ? all[0]!.to : all.length === 0 ? '' : String(all.length);
  };
  return (
    <div class="machines" data-index={scene.index}>
      <NoSteps
        shown={shown}
        peer={peer}
        life={peer < 0 ? undefined : scene.life[peer]}
        hasMachines={
          machines === undefined ? scene.counts.some((count) => count > 0) : machines.size > 0
        }
      />
      <nav class="machine-list" aria-label="Machines">
        {spec.charts.map(({ name }) => (
          <button
            type="button"
            key={name}
            aria-current={name === chart.name}
            onClick={() => pick(name)}
          >
            <span>{name}</span>
            <small>{stateOf(name)}</small>
          </button>
        ))}
      </nav>
      <div class="machine">
        {own.length > 1 && (
          <label class="entities">
            one of {own.length}{' '}
            <select
              value={now?.entity}
              onChange={(event) => pick(machineKey(chart.name, event.currentTarget.value))}
            >
              {own.slice(0, ENTITIES_MAX).map((one) => (
                <option key={one.entity} value={one.entity}>
                  {entityName(shown, one.entity)} — {one.to}
                </option>
              ))}
            </select>
          </label>
        )}
        <ChartView
          chart={chart}
          active={now?.to}
          taken={now?.row}
          isFresh={now !== undefined && nowMs - now.atMs < 1_000}
          counts={counts}
          picked={row}
          onPick={(picked) => store.set({ row: picked })}
        />
        <SaveElement
          name={`machine-${chart.name}-now`}
          of={`the machine ${chart.name} as it is now`}
          selector=".chart"
        />
        <StateRows
          chart={chart}
          state={now?.to}
          row={row || now?.row || ''}
          onPick={(picked) => store.set({ row: picked })}
        />
        <RowCard
          chart={chart}
          spec={spec}
          row={row || now?.row || ''}
          now={row ? undefined : now}
        />
      </div>
    </div>
  );
}
