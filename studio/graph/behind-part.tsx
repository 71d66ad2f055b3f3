/** How many states can follow this one, and the way to the nearest that a property turns on. */
import type { Behind } from '../../src/checker/told/behind.js';
import type { GraphPage } from './graph-page.js';

interface Props {
  readonly page: GraphPage;
  readonly behind: Behind | undefined;
}

export function BehindPart({ page, behind }: Props) {
  const violated = behind?.turns.filter(({ kind }) => kind === 'always') ?? [];
  const shown = behind?.turns.filter(({ kind }) => kind === 'sometimes') ?? [];
  return (
    <section aria-label="What lies behind">
      <h2>What lies behind</h2>
      <p class="behind">{sayBehind(behind)}</p>
      {[...violated, ...shown]
        .filter(({ schedule }) => schedule.length > 0)
        .map(({ id, kind, schedule }) => (
          <button
            type="button"
            key={id}
            class={kind === 'always' ? 'bad' : ''}
            onClick={() => page.follow(schedule)}
          >
            {id} {kind === 'always' ? 'is violated' : 'is shown'} after {schedule.length} steps: go
            there
          </button>
        ))}
    </section>
  );
}

function sayBehind(behind: Behind | undefined): string {
  if (behind === undefined) return 'looking …';
  const { states, isAll, isDone } = behind;
  // The state itself is one of them.
  const count = (states - 1).toLocaleString('en');
  if (isAll) return states === 1 ? 'No other state can follow.' : `${count} states can follow.`;
  return isDone ? `At least ${count} states can follow.` : `${count} states so far …`;
}
