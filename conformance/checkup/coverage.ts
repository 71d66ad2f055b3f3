/** How many cases a target would be judged by, and why not by the others. */
import type { Case, Profile } from '../harness/case.js';
import { unsupported } from '../harness/run-case.js';
import { WIRE_TIMINGS } from '../harness/timings.js';
import type { Feature } from '../targets/target.js';
import { type Finding, fine, wrong } from './finding.js';

export interface Coverage {
  readonly planned: number;
  readonly judged: number;
  readonly unsupported: readonly { readonly reason: string; readonly cases: readonly string[] }[];
}

/** Most cases first. */
export function coverage(
  cases: readonly Case[],
  features: readonly Feature[],
  profile: Profile,
): Coverage {
  const byReason = new Map<string, string[]>();
  for (const definition of cases) {
    const needs = [...(definition.needs ?? [])].sort();
    const reason = unsupported({ ...definition, needs }, features, profile);
    if (reason === undefined) continue;
    byReason.set(reason, [...(byReason.get(reason) ?? []), definition.id]);
  }
  const missing = [...byReason].map(([reason, ids]) => ({ reason, cases: ids }));
  missing.sort((a, b) => b.cases.length - a.cases.length);
  const count = missing.reduce((sum, { cases: ids }) => sum + ids.length, 0);
  return { planned: cases.length, judged: cases.length - count, unsupported: missing };
}

export function coverageFinding({ planned, judged, unsupported: missing }: Coverage): Finding {
  const told = [
    `${judged} of ${planned} cases would be judged`,
    ...missing.map(({ reason, cases }) => `${String(cases.length).padStart(4)} not: ${reason}`),
  ].join('\n');
  return judged > 0
    ? fine('cases', told)
    : wrong('cases', told, 'declare the features that the implementation has (docs/targets.md)');
}

/** Whether the intervals that the suite gives are long enough for what the target says it takes. */
export function timingsFinding(least: Readonly<Record<string, number>>): Finding | undefined {
  const given: Readonly<Record<string, number>> = { ...WIRE_TIMINGS };
  const short = Object.entries(least).filter(([name, ms]) => (given[name] ?? ms) < ms);
  if (short.length === 0) return undefined;
  const told = short.map(
    ([name, ms]) => `${name} from ${ms} ms on, the suite gives ${given[name]}`,
  );
  return wrong(
    'timings',
    `the target takes ${told.join('; ')}: most cases would be unsupported`,
    'let the implementation run with shorter intervals, or leave timings out of its features',
  );
}
