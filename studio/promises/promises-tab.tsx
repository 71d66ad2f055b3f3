/** The invariants of the specification: what holds at this instant, and if not, why and since when. */

import { useMemo } from 'preact/hooks';
import type { Shown } from '../page/store.js';
import { useActions, useSlowNow, useStudio } from '../page/use-studio.js';
import { Words } from '../page/words.jsx';
import { BREACH, REACHED } from '../run/recording.js';
import type { StudioInvariant } from '../statechart/chart.js';
import { sayMs } from '../time/say-time.js';
import { WATCHED } from './watched.js';

interface Fact {
  readonly atMs: number;
  readonly what: string;
  readonly peer: number;
}

type Standing =
  | { readonly is: 'holds' | 'open' | 'unseen'; readonly why?: string }
  | { readonly is: 'broken' | 'seen'; readonly fact: Fact; readonly count: number };

const WORDS = {
  holds: 'kept',
  open: 'not judged',
  unseen: 'not yet',
  broken: 'broken',
  seen: 'came about',
};
const SIGNS = { holds: '✓', open: '·', unseen: '·', broken: '✗', seen: '✓' };

export function PromisesTab() {
  const { store, seek } = useActions();
  const nowMs = useSlowNow();
  const spec = useStudio((state) => state.spec);
  const shown = useStudio((state) => state.shown);
  const untilMs = useStudio((state) => state.untilMs);
  const status = useStudio((state) => state.status);
  const facts = useMemo(() => factsIn(shown), [shown, untilMs]);
  if (shown === undefined || spec === undefined) return null;
  const { notJudged } = store.get();
  const isEnd = status === 'over' && nowMs >= shown.durationMs;
  const standing = ({ id, mode }: StudioInvariant): Standing => {
    const own = (facts.get(id) ?? []).filter(({ atMs }) => atMs <= nowMs);
    const [fact] = own;
    if (fact !== undefined)
      return { is: mode === 'sometimes' ? 'seen' : 'broken', fact, count: own.length };
    if (mode === 'sometimes') return { is: 'unseen' };
    if (mode !== 'eventually') return { is: 'holds' };
    const why = notJudged.find((one) => one.id === id)?.why ?? 'judged at the end of the run';
    return isEnd && !notJudged.some((one) => one.id === id) ? { is: 'holds' } : { is: 'open', why };
  };
  const rank = { broken: 0, seen: 1, open: 2, unseen: 3, holds: 4 };
  const rows = spec.invariants
    .filter(({ id }) => WATCHED.has(id))
    .map((invariant) => ({ invariant, stands: standing(invariant) }))
    .sort((x, y) => rank[x.stands.is] - rank[y.stands.is]);
  const broken = rows.filter(({ stands }) => stands.is === 'broken').length;
  return (
    <div class="promises">
      <p class="sum">
        {broken === 0
          ? `All ${rows.length} invariants that are watched hold, or wait for the end.`
          : `${broken} of ${rows.length} invariants are broken.`}
      </p>
      <ul>
        {rows.map(({ invariant: { id, mode, text }, stands }) => (
          <li key={id} class={stands.is}>
            <span class="sign" aria-hidden="true">
              {SIGNS[stands.is]}
            </span>
            <div>
              <b>{id}</b> <em>{WORDS[stands.is]}</em>
              <p>
                <span class="mode">{mode}:</span> <Words text={text} />
              </p>
              {'fact' in stands && (
                <p class="reason">
                  <button type="button" class="instant" onClick={() => seek(stands.fact.atMs)}>
                    {sayMs(stands.fact.atMs)}
                  </button>{' '}
                  {shown.cast.peers[stands.fact.peer]?.name} {stands.fact.what}
                  {stands.count > 1 && ` (${stands.count} times)`}
                </p>
              )}
              {'why' in stands && <p class="reason">{stands.why}</p>}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** By invariant, in order of time. */
function factsIn(shown: Shown | undefined): Map<string, Fact[]> {
  const facts = new Map<string, Fact[]>();
  if (shown === undefined) return facts;
  const { kind, a, b, c, d, at, strings, length } = shown.recording;
  for (let i = 0; i < length; i++) {
    const isBreach = kind[i] === BREACH;
    if (!isBreach && kind[i] !== REACHED) continue;
    const id = strings[b[i]!]!;
    const fact = isBreach
      ? { atMs: d[i]!, what: strings[c[i]!]!, peer: a[i]! }
      : { atMs: at[i]!, what: '', peer: -1 };
    facts.set(id, [...(facts.get(id) ?? []), fact]);
  }
  return facts;
}
