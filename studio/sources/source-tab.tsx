/** Where the run comes from, and what is inside the message that was chosen. */
import type { CaseChoice, Shown } from '../page/store.js';
import { useStudio } from '../page/use-studio.js';
import { Words } from '../page/words.js';
import { sayMs } from '../time/say-time.js';
import { Inside } from './inside.js';
import { WatchForm } from './watch-form.js';

export function SourceTab() {
  const shown = useStudio((state) => state.shown);
  const message = useStudio((state) => state.message);
  if (shown === undefined) return null;
  const { about } = shown;
  const facts = about === undefined ? factsOf(shown) : Object.entries(about.says ?? {});
  const verdict = about?.says?.verdict;
  return (
    <div class="source">
      <h2>
        {about?.title ?? shown.scenario?.name ?? 'a trace'}{' '}
        {verdict !== undefined && <span class={`verdict ${verdict}`}>{verdict}</span>}
      </h2>
      <p class="quiet">{KINDS[about?.source ?? (shown.scenario ? 'scenario' : 'trace')]}</p>
      {shown.cases !== undefined && <Cases cases={shown.cases} />}
      <dl>
        {facts
          .filter(([name]) => name !== 'verdict')
          .map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <Words text={text} />
              </dd>
            </div>
          ))}
      </dl>
      <h2>Message</h2>
      <Inside shown={shown} message={message} />
      <WatchForm />
    </div>
  );
}

/** Which case of the run. */
function Cases({ cases }: { readonly cases: CaseChoice }) {
  return (
    <label class="cases">
      case{' '}
      <select
        value={String(cases.chosen)}
        onChange={(event) => cases.open(Number(event.currentTarget.value))}
      >
        {cases.names.map(({ name, verdict }, index) => (
          <option key={name} value={String(index)}>
            {verdict === 'pass' ? '✓' : '✗'} {name}
          </option>
        ))}
      </select>
    </label>
  );
}

const KINDS: Readonly<Record<string, string>> = {
  scenario: 'A scenario, lived through in this page by the simulator.',
  trace: 'A trace: what peers decided, as a file has it.',
  simulator: 'A trace of the simulator, as a file has it.',
  conformance:
    'Evidence of a case of the conformance suite: what passed between its probes and the node.',
  capture: 'A recorded capture: what one peer sent and received.',
  live: 'Peers that run now, as they tell it.',
  checker: 'A counterexample of the checker.',
};

const factsOf = ({ scenario, cast, durationMs }: Shown): [string, string][] => [
  ...(scenario === undefined ? [] : ([['seed', String(scenario.seed)]] as [string, string][])),
  ['peers', String(cast.peers.length)],
  ['channels', cast.channels.map(({ name }) => name).join(', ')],
  ['length', sayMs(durationMs)],
];
