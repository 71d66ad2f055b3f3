/** What a run of scripts came to, for a person and as JSON. */

import type { Difference } from '../compare.js';
import type { Verdict } from '../judge.js';
import { VOCABULARY } from '../say/vocabulary.js';
import { type Script, told } from '../script/script.js';
import type { Result } from './store.js';

const VERDICTS: readonly Verdict[] = [
  'equal',
  'explained',
  'unexplained',
  'unsteady',
  'withheld',
  'unplayed',
];

export interface Summary {
  readonly scripts: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Scripts by the entry of chapter 91 that explains them. */
  readonly devs: Readonly<Record<string, number>>;
  /** Steps that were played, by "kind / variant". */
  readonly coverage: Readonly<Record<string, number>>;
  /** Facts that both sides shared, over all scripts. */
  readonly sharedFacts: number;
}

export function summaryOf(results: readonly Result[]): Summary {
  const devs: Record<string, number> = {};
  const coverage: Record<string, number> = {};
  for (const { devs: own = [], done } of results) {
    for (const dev of own) devs[dev] = (devs[dev] ?? 0) + 1;
    for (const step of done) coverage[step] = (coverage[step] ?? 0) + 1;
  }
  const count = (verdict: Verdict) => results.filter((r) => r.verdict === verdict).length;
  return {
    scripts: results.length,
    verdicts: Object.fromEntries(VERDICTS.map((v) => [v, count(v)])) as Summary['verdicts'],
    devs,
    coverage,
    sharedFacts: results.reduce((sum, { shared }) => sum + shared, 0),
  };
}

export function summaryText(summary: Summary): string {
  const { scripts, verdicts, devs, coverage, sharedFacts } = summary;
  const counts = VERDICTS.map((verdict) => `${verdicts[verdict]} ${verdict}`).join(', ');
  const explained = Object.entries(devs).map(([dev, count]) => `  ${dev}: ${count}`);
  return [
    `${scripts} scripts: ${counts}`,
    `${sharedFacts} facts that both sides share`,
    ...(explained.length > 0 ? ['explained by', ...explained] : []),
    '',
    coverageText(coverage),
  ].join('\n');
}

/** A line for each kind: how often each variant was played; those that never were, too. */
export function coverageText(coverage: Summary['coverage']): string {
  const kinds = new Map<string, Map<string, number>>(
    Object.entries(VOCABULARY).map(([kind, { variants }]) => [
      kind,
      new Map(Object.keys(variants).map((variant) => [variant, 0])),
    ]),
  );
  for (const [step, count] of Object.entries(coverage)) {
    const [kind = step, variant = ''] = step.split(' / ');
    const own = kinds.get(kind) ?? new Map<string, number>();
    own.set(variant, count);
    kinds.set(kind, own);
  }
  const lines = [...kinds].map(([kind, variants]) => {
    const total = [...variants.values()].reduce((sum, count) => sum + count, 0);
    const each = [...variants].filter(([name]) => name).map(([name, count]) => `${name} ${count}`);
    return `  ${kind}: ${total}${each.length > 0 ? ` (${each.join(', ')})` : ''}`;
  });
  return ['steps that were played', ...lines].join('\n');
}

export function scriptText({ id, shape, cast, steps }: Script): string {
  const { channels, leadership, state, mortal } = shape;
  const setting = [
    `${channels} channels`,
    `leadership ${leadership}`,
    ...(state ? ['state transfer'] : []),
    ...(mortal ? ['members die'] : []),
  ];
  return [`${id}: ${setting.join(', ')}; ${cast.join(' ')}`, ...steps.map(told)].join('\n  ');
}

export const differenceText = ({ reference, fabric }: Difference): string =>
  [
    ...reference.map((fact) => `  reference only: ${fact}`),
    ...fabric.map((fact) => `  Fabric only:    ${fact}`),
  ].join('\n');
