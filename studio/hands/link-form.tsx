/** What lies between two peers or organisations, or everywhere, for a while. Takes effect at once. */
import { useState } from 'preact/hooks';
import type { LinkModel } from '../../src/simulator/link-model.js';
import { useActions } from '../page/use-studio.js';
import { parseNumber, parseWait } from './values.js';
import { EVERYBODY, Who } from './who.jsx';

interface Field {
  readonly name: keyof LinkModel;
  readonly label: string;
  readonly hint: string;
  /** Undefined for what is not allowed. */
  readonly parse: (text: string) => number | undefined;
}

const times = (factor: number) => (text: string) => {
  const number = parseNumber(text);
  return number === undefined ? undefined : number * factor;
};
const FIELDS: readonly Field[] = [
  { name: 'latency', label: 'delay', hint: '50ms', parse: parseWait },
  { name: 'loss', label: 'loss, %', hint: '20', parse: times(0.01) },
  { name: 'bandwidth', label: 'KB a second', hint: '100', parse: times(1_000) },
  { name: 'duplication', label: 'twice, %', hint: '5', parse: times(0.01) },
  { name: 'reordering', label: 'overtaking, %', hint: '5', parse: times(0.01) },
];

export function LinkForm() {
  const { lay } = useActions();
  const [one, setOne] = useState(EVERYBODY);
  const [other, setOther] = useState(EVERYBODY);
  const [oneWay, setOneWay] = useState(false);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [during, setDuring] = useState('30s');
  const [problem, setProblem] = useState('');
  const change = (event: Event) => {
    event.preventDefault();
    const model: Partial<Record<keyof LinkModel, number>> = {};
    for (const { name, label, hint, parse } of FIELDS) {
      const text = texts[name] ?? '';
      if (text.trim() === '') continue;
      const value = parse(text);
      if (value === undefined)
        return setProblem(`${label}: expected something like ${hint}, got "${text}"`);
      model[name] = value;
    }
    const forMs = parseWait(during);
    if (forMs === undefined || forMs === 0)
      return setProblem(`for: expected a time such as 30s, got "${during}"`);
    if ((one === EVERYBODY) !== (other === EVERYBODY))
      return setProblem('between: expected two, or every link');
    if (Object.keys(model).length === 0)
      return setProblem('expected at least one of delay, loss, KB a second, twice, overtaking');
    const between = one === EVERYBODY ? {} : { between: [one, other] as const };
    setProblem(lay({ do: 'link', ...between, oneWay, model, forMs }, 'caller'));
  };
  return (
    <form onSubmit={change} aria-label="Links">
      <h2>Links</h2>
      <p class="quiet">What is left empty stays as it is. Takes effect at once.</p>
      <div class="fields">
        <Who label="between" value={one} everybody="every link" onChange={setOne} />
        <Who label="and" value={other} everybody="every link" onChange={setOther} />
        <label class="check">
          <input
            type="checkbox"
            checked={oneWay}
            disabled={one === EVERYBODY}
            onChange={(event) => setOneWay(event.currentTarget.checked)}
          />
          one way
        </label>
      </div>
      <div class="fields narrow">
        {FIELDS.map(({ name, label, hint }) => (
          <label key={name}>
            {label}
            <input
              type="text"
              value={texts[name] ?? ''}
              placeholder={hint}
              onInput={(event) => setTexts({ ...texts, [name]: event.currentTarget.value })}
            />
          </label>
        ))}
        <label>
          for
          <input
            type="text"
            value={during}
            onInput={(event) => setDuring(event.currentTarget.value)}
          />
        </label>
        <button type="submit">change the link</button>
      </div>
      {problem !== '' && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
