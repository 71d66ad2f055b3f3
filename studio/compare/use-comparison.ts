/** The run that is shown and the one before it, compared as far as both are recorded. */
import { useMemo } from 'preact/hooks';
import type { Former, Shown } from '../page/store.js';
import { useStudio } from '../page/use-studio.js';
import { type Comparison, compareRuns, type Difference } from './first-difference.js';
import { isSameOtherwise } from './scenario-changes.js';
import { createTally, type Tally } from './tally.js';

export interface TwoRuns {
  readonly here: Shown;
  readonly former: Former;
  /** A fork or another seed, and no other scenario. */
  readonly isAkin: boolean;
  /** Until when both are recorded. */
  readonly untilMs: number;
  /** Both have all that they will have. */
  readonly isOver: boolean;
  /** Undefined: none so far. */
  readonly difference: Difference | undefined;
  readonly tallyHere: (index: number) => Tally;
  readonly tallyThere: (index: number) => Tally;
}

interface Kept {
  readonly here: Shown;
  readonly there: Shown;
  readonly comparison: Comparison;
  readonly tallyHere: (index: number) => Tally;
  readonly tallyThere: (index: number) => Tally;
}
/** The last one, for all parts of the page. */
let kept: Kept | undefined;

function keptFor(here: Shown, there: Shown): Kept {
  if (kept?.here !== here || kept.there !== there)
    kept = {
      here,
      there,
      comparison: compareRuns(here, there),
      tallyHere: createTally(here.recording),
      tallyThere: createTally(there.recording),
    };
  return kept;
}

/** Undefined where there is nothing to compare with. */
export function useComparison(): TwoRuns | undefined {
  const here = useStudio((state) => state.shown);
  const former = useStudio((state) => state.former);
  const given = useStudio((state) => state.given);
  const status = useStudio((state) => state.status);
  const untilHere = useStudio((state) => state.untilMs);
  const isAkin = useMemo(
    () =>
      given !== undefined && former?.given !== undefined && isSameOtherwise(given, former.given),
    [given, former],
  );
  return useMemo(() => {
    if (here === undefined || former === undefined) return undefined;
    const { comparison, tallyHere, tallyThere } = keptFor(here, former.shown);
    // A run that ends early has nothing to say of what came after.
    const untilMs = Math.min(
      isWhole(status) ? here.durationMs : untilHere,
      isWhole(former.status) ? former.shown.durationMs : former.untilMs,
    );
    const isOver = isWhole(status) && isWhole(former.status);
    const difference = comparison.advance(untilMs, isOver);
    return {
      here,
      former,
      isAkin,
      untilMs,
      isOver,
      difference,
      tallyHere,
      tallyThere,
    };
  }, [here, former, isAkin, status, untilHere]);
}

const isWhole = (status: Former['status']): boolean => status === 'over';
