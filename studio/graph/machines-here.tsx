/** The statecharts of a peer at this state, with the row that it took in the last step. */
import type { PeerHere } from '../../src/checker/told/walk.js';
import { ChartView } from '../statechart/chart-view.jsx';
import { RowCard } from '../statechart/row-card.jsx';
import { StateRows } from '../statechart/state-rows.jsx';
import type { GraphPage, GraphState } from './graph-page.js';

interface Props {
  readonly page: GraphPage;
  readonly state: GraphState;
}

export function MachinesHere({ page, state }: Props) {
  const { place, spec } = state;
  const { peers, underWay } = place!;
  const peer = peers[state.peer];
  if (peer === undefined)
    return (
      <section class="machines-here" aria-label="Machines">
        <p class="quiet">The machines of this model are no peers: the state says where they are.</p>
      </section>
    );
  return (
    <section class="machines-here" aria-label="Machines">
      <div class="peers">
        {peers.map(({ name, runs }, index) => (
          <button
            type="button"
            key={name}
            aria-pressed={index === state.peer}
            onClick={() => page.set({ peer: index, row: '' })}
          >
            {name}
            {!runs && <small> does not run</small>}
          </button>
        ))}
      </div>
      <p class="under-way">
        {underWay.length === 0
          ? 'No message is under way.'
          : `Under way: ${underWay.map(({ from, to, kind }) => `${kind} from ${from} to ${to}`).join('; ')}`}
      </p>
      {spec === undefined ? null : <Charts page={page} state={state} peer={peer} />}
    </section>
  );
}

function Charts({ page, state, peer }: Props & { readonly peer: PeerHere }) {
  const { spec, machine: chosen, row } = state;
  const { entities, taken } = peer;
  const keyOf = (one: { machine: string; entity: string }) => `${one.machine}\t${one.entity}`;
  // The first row of a step is what it came from; others follow.
  const [first] = taken;
  const shown =
    entities.find((one) => keyOf(one) === chosen) ??
    entities.find((one) => first !== undefined && keyOf(one) === keyOf(first)) ??
    entities.find(({ machine }) => machine === 'election' || machine.startsWith('link')) ??
    entities[0];
  const chart = spec!.charts.find(({ name }) => name === shown?.machine);
  if (shown === undefined || chart === undefined)
    return <p class="quiet">{peer.name} does not run.</p>;
  const now = taken.findLast((one) => keyOf(one) === keyOf(shown));
  const pick = (picked: string) => page.set({ row: picked });
  return (
    <>
      <label class="entities">
        machine{' '}
        <select
          value={keyOf(shown)}
          onChange={(event) => page.set({ machine: event.currentTarget.value, row: '' })}
        >
          {entities.map((one) => (
            <option key={keyOf(one)} value={keyOf(one)}>
              {one.machine} {one.entity.slice(0, 24)} — {one.state}
            </option>
          ))}
        </select>
      </label>
      <ChartView
        chart={chart}
        active={shown.state}
        taken={now?.row}
        isFresh={now !== undefined}
        counts={undefined}
        picked={row}
        onPick={pick}
      />
      <StateRows chart={chart} state={shown.state} row={row || now?.row || ''} onPick={pick} />
      <RowCard chart={chart} spec={spec!} row={row || now?.row || ''} now={undefined} />
    </>
  );
}
