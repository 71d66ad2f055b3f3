/** The run that is shown beside the one before: where they begin to differ, and how far they have come by now. */
import { FAMILIES } from '../network/families.js';
import { sayEvent } from '../page/say-event.js';
import type { Shown } from '../page/store.js';
import { useActions, useSlowNow, useStudio } from '../page/use-studio.js';
import { countAt } from '../run/recording.js';
import { sayMs } from '../time/say-time.js';
import { peerRows } from './peer-rows.js';
import { changesBetween } from './scenario-changes.js';
import type { Tally } from './tally.js';
import { turningPoints } from './turning-points.js';
import { type TwoRuns, useComparison } from './use-comparison.js';

const ROWS_MAX = 40;

export function CompareTab() {
  const { swap } = useActions();
  const two = useComparison();
  if (two === undefined)
    return (
      <p class="quiet">
        There is no run before this one. Do something to the network, take another seed, or open
        another scenario: then both stand here side by side.
      </p>
    );
  return (
    <div class="compare">
      <button type="button" onClick={swap}>
        ⇄ show the run before
      </button>
      <Inputs two={two} />
      <FirstDifference two={two} />
      <Now two={two} />
      <TurningPoints two={two} />
    </div>
  );
}

function Inputs({ two: { former } }: { readonly two: TwoRuns }) {
  const given = useStudio((state) => state.given);
  if (given === undefined || former.given === undefined)
    return <p class="quiet">One of them is a recording without a scenario.</p>;
  const changes = changesBetween(given, former.given);
  return (
    <table>
      <caption>What was different from the beginning, or done</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">this run</th>
          <th scope="col">the one before</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ what, here, there }) => (
          <tr key={`${what} ${here} ${there}`}>
            <th scope="row">{what}</th>
            <td>{here || '–'}</td>
            <td>{there || '–'}</td>
          </tr>
        ))}
        {changes.length === 0 && (
          <tr>
            <td colSpan={3}>Nothing: the same scenario.</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function FirstDifference({ two }: { readonly two: TwoRuns }) {
  const { seek } = useActions();
  const { here, former, difference, isOver, untilMs } = two;
  if (difference === undefined)
    return (
      <p role="status">
        {isOver ? 'They are the same to the end.' : `The same so far, up to ${sayMs(untilMs)}.`}
      </p>
    );
  return (
    <section class="first" aria-label="First difference">
      <h2>
        They differ from{' '}
        <button type="button" class="instant" onClick={() => seek(difference.atMs)}>
          {sayMs(difference.atMs)}
        </button>{' '}
        on
      </h2>
      <dl>
        <dt>this run</dt>
        <dd>{say(here, difference.here)}</dd>
        <dt>the one before</dt>
        <dd>{say(former.shown, difference.there)}</dd>
      </dl>
    </section>
  );
}

/** The event, or the next of that instant that there are words for. */
function say(shown: Shown, index: number): string {
  if (index < 0) return 'nothing more happens';
  const { at, length } = shown.recording;
  for (let i = index; i < length && at[i] === at[index]; i++) {
    const text = sayEvent(shown, i);
    if (text !== '') return `${sayMs(at[i]!)}: ${text}`;
  }
  return sayMs(at[index]!);
}

const FIGURES: readonly { readonly name: string; readonly of: (tally: Tally) => number }[] = [
  { name: 'messages sent', of: ({ sent }) => sent },
  ...FAMILIES.map(({ name }, family) => ({
    name: `… of ${name}`,
    of: ({ byFamily }: Tally) => byFamily[family]!,
  })),
  { name: 'messages lost', of: ({ lost }) => lost },
  { name: 'messages rejected', of: ({ rejected }) => rejected },
  { name: 'blocks committed', of: ({ commits }) => commits },
  { name: 'peers that began to lead', of: ({ leads }) => leads },
];

function Now({ two: { here, former, tallyHere, tallyThere } }: { readonly two: TwoRuns }) {
  const nowMs = useSlowNow();
  const rows = peerRows(here, former.shown, nowMs);
  const differing = rows.filter(({ isSame }) => !isSame);
  const mine = tallyHere(countAt(here.recording, nowMs));
  const theirs = tallyThere(countAt(former.shown.recording, nowMs));
  return (
    <>
      <table>
        <caption>
          Peers at {sayMs(nowMs)}: {rows.length - differing.length} of {rows.length} are the same
        </caption>
        <tbody>
          {differing.slice(0, ROWS_MAX).map(({ name, here: one, there }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="only-here">{one}</td>
              <td class="only-there">{there}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {differing.length > ROWS_MAX && <p>… and {differing.length - ROWS_MAX} more</p>}
      <table>
        <caption>Counted up to {sayMs(nowMs)}</caption>
        <tbody>
          {FIGURES.filter(({ of }) => of(mine) > 0 || of(theirs) > 0).map(({ name, of }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="number">{of(mine)}</td>
              <td class="number">{of(theirs)}</td>
              <td class="number">{sayMore(of(mine) - of(theirs))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const sayMore = (difference: number): string =>
  difference === 0 ? 'the same' : difference > 0 ? `+${difference}` : `−${-difference}`;

function TurningPoints({ two: { here, former, untilMs } }: { readonly two: TwoRuns }) {
  const { seek } = useActions();
  const points = turningPoints(here, former.shown, untilMs, ROWS_MAX);
  if (points.length === 0) return <p class="quiet">The same peers live and lead at all times.</p>;
  return (
    <section class="log" aria-label="Who lives and leads in one of them alone">
      <h2>Who lives and leads in one of them alone</h2>
      <ol>
        {points.map(({ atMs, index, only }) => (
          <li key={`${only} ${index}`} class={`only-${only}`}>
            <button type="button" class="instant" title="Go there" onClick={() => seek(atMs)}>
              {sayMs(atMs)}
            </button>
            <span>
              {only === 'here' ? 'This run' : 'The one before'}:{' '}
              {sayEvent(only === 'here' ? here : former.shown, index)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
