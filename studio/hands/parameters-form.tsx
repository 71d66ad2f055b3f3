/** Other parameters for everybody, an organisation or a peer: taken by a restart, as Fabric's peers take them. */
import { useState } from 'preact/hooks';
import { defaults, type Parameters, parameterTable } from '../../src/peer/parameters.js';
import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import { deedInstant } from '../page/studio.js';
import { useActions, useSlowNow, useStudio } from '../page/use-studio.js';
import { parseNumber, parseWait } from './values.js';
import { EVERYBODY, Who } from './who.jsx';

/** How long a peer is away that starts anew. */
const RESTART_MS = 1_000;

export function ParametersForm() {
  const { lay } = useActions();
  const given = useStudio((state) => state.given)!;
  const chosen = useStudio(({ shown, peer }) => shown?.cast.peers[peer]?.name ?? EVERYBODY);
  const [who, setWho] = useState<string | undefined>(undefined);
  const [name, setName] = useState<keyof Parameters>('propagatePeerNum');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const row = parameterTable.find((one) => one.name === name)!;
  const of = who ?? chosen;
  const now = valueAt(given, of, name, deedInstant(useSlowNow()));
  const change = (event: Event) => {
    event.preventDefault();
    const value = row.unit === 'ms' ? parseWait(text) : parseNumber(text);
    if (value === undefined)
      return setProblem(
        `${name}: expected ${row.unit === 'ms' ? 'a time such as 4s or 250ms' : `a number of ${row.unit}`}, got "${text}"`,
      );
    setProblem(
      lay(
        {
          do: 'set',
          of: of === EVERYBODY ? [] : [of],
          parameters: { [name]: value },
          forMs: RESTART_MS,
        },
        'caller',
      ),
    );
  };
  return (
    <form onSubmit={change} aria-label="Parameters">
      <h2>Parameters</h2>
      <p class="quiet">
        A peer reads them when it starts: it is stopped, and starts again after {RESTART_MS / 1_000}{' '}
        s with its ledgers.
      </p>
      <div class="fields">
        <Who label="of" value={of} everybody="every peer" onChange={setWho} />
        <label>
          parameter
          <select
            value={name}
            onChange={(event) => setName(event.currentTarget.value as keyof Parameters)}
          >
            {parameterTable.map((one) => (
              <option key={one.name} value={one.name} title={one.fabricKey}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          value
          <input
            type="text"
            value={text}
            placeholder={`${now} ${row.unit}`}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <button type="submit">restart with it</button>
      </div>
      <p class="quiet">
        <code>{row.fabricKey}</code>, {row.id}: {now} {row.unit} now
        {now !== defaults[name] && `, ${defaults[name]} by default`}
      </p>
      {problem !== '' && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

/** What a scenario gives a peer, an organisation or everybody at an instant. */
function valueAt(
  { parameters, faults }: Scenario,
  of: string,
  name: keyof Parameters,
  atMs: number,
): number {
  const own = of.slice(of.indexOf('.') + 1);
  let value = parameters[name] ?? defaults[name];
  for (const fault of faults)
    if (fault.kind === 'parameters' && fault.at <= atMs) {
      const isMeant = fault.of.length === 0 || fault.of.includes(of) || fault.of.includes(own);
      if (isMeant) value = fault.parameters[name] ?? value;
    }
  return value;
}
