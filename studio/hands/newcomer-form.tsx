/** A new peer: of an organisation that is there, on channels of it. */
import { useState } from 'preact/hooks';
import { nextNewcomer } from '../../src/simulator/scenario/change-problems.js';
import { useActions, useStudio } from '../page/use-studio.js';

export function NewcomerForm() {
  const { lay } = useActions();
  const given = useStudio((state) => state.given)!;
  const [chosen, setChosen] = useState('');
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState('');
  const names = given.organisations.map(({ name }) => name);
  const organisation = names.includes(chosen) ? chosen : names[0]!;
  const open = given.channels
    .filter(({ organisations }) => organisations.includes(organisation))
    .map(({ name }) => name);
  const toggle = (name: string) => {
    const next = new Set(without);
    if (!next.delete(name)) next.add(name);
    setWithout(next);
  };
  const come = (event: Event) => {
    event.preventDefault();
    const channels = open.filter((name) => !without.has(name));
    setProblem(lay({ do: 'come', organisation, channels }, 'caller'));
  };
  return (
    <form onSubmit={come} aria-label="A new peer">
      <h2>A new peer</h2>
      <div class="fields">
        <label>
          of
          <select value={organisation} onChange={(event) => setChosen(event.currentTarget.value)}>
            {names.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {open.map((name) => (
          <label key={name} class="check">
            <input type="checkbox" checked={!without.has(name)} onChange={() => toggle(name)} />
            joins {name}
          </label>
        ))}
        <button type="submit">let {nextNewcomer(given, organisation)} come</button>
      </div>
      {problem !== '' && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
