/**
 * Makes a scenario that breaks an invariant smaller, as long as it still breaks the same one: fewer
 * faults, blocks, peers, organisations; a shorter time; better links.
 */
import { candidatesOf, isDefined } from './candidates.js';
import type { Scenario } from './scenario.js';

export interface ShrinkOptions {
  /** Whether a scenario still breaks the invariant. */
  readonly fails: (scenario: Scenario) => boolean;
  /** Asked before every try. Default: as long as something gets smaller. */
  readonly goesOn?: () => boolean;
}

/** The smallest that was found. Deterministic, as long as `goesOn` is. */
export function shrinkScenario(
  scenario: Scenario,
  { fails, goesOn = () => true }: ShrinkOptions,
): Scenario {
  let smallest = scenario;
  for (let hasShrunk = true; hasShrunk; ) {
    hasShrunk = false;
    for (const candidate of candidatesOf(smallest)) {
      if (!goesOn()) return smallest;
      if (!isDefined(candidate) || !fails(candidate)) continue;
      smallest = candidate;
      hasShrunk = true;
      break;
    }
  }
  return smallest;
}
