/** What came of a module: as data, and for people. */
import type { Compared } from './compare.js';
import type { TlcResult } from './tlc.js';

export interface Finding {
  readonly module: string;
  /** Those that are not of the .cfg. */
  readonly constants: Readonly<Record<string, number>>;
  /** Invariants and properties, as the module calls them. */
  readonly judged: readonly string[];
  readonly generated: number;
  readonly distinct: number;
  readonly depth: number;
  readonly seconds: number;
  readonly violated: string | undefined;
  /** The way to the violation. */
  readonly trace: readonly string[];
  readonly version: string;
  readonly comparison: FoundAlike | undefined;
}

export interface FoundAlike {
  readonly model: string;
  /** States of the module that the checker found. */
  readonly distinct: number;
  /** The checker's own states, of which some may be one state of the module. */
  readonly ownDistinct: number;
  /** Whether each state was compared, not only their number. */
  readonly isOneByOne: boolean;
  readonly differences: readonly string[];
}

export function findingOf(
  named: Pick<Finding, 'module' | 'constants' | 'judged'> & { readonly model: string | undefined },
  tlc: TlcResult,
  compared: Compared | undefined,
): Finding {
  const { model = '', ...rest } = named;
  const { generated, distinct, depth, seconds, violated, trace, version } = tlc;
  const comparison = compared && {
    model,
    distinct: compared.explored.distinct,
    ownDistinct: compared.explored.own.distinct,
    isOneByOne: compared.tlc.states !== undefined,
    differences: compared.differences,
  };
  return { ...rest, generated, distinct, depth, seconds, violated, trace, version, comparison };
}

export const isGood = ({ violated, comparison }: Finding): boolean =>
  violated === undefined && (comparison?.differences ?? []).length === 0;

export const textOf = (findings: readonly Finding[], tools: string): string =>
  [...findings.flatMap(linesOf), tools].join('\n');

function linesOf(finding: Finding): string[] {
  const { module, constants, judged, generated, distinct, depth, seconds } = finding;
  const bounds = Object.entries(constants).map(([name, value]) => `${name} = ${value}`);
  const title = bounds.length === 0 ? module : `${module} with ${bounds.join(', ')}`;
  const { violated, trace, comparison } = finding;
  return [
    `${title}: ${generated} generated, ${distinct} distinct, depth ${depth}, ${seconds.toFixed(1)} s`,
    violated === undefined ? `  holds    ${judged.join(', ')}` : `  violated ${violated}`,
    ...trace.map((line) => `    ${line}`),
    ...(comparison === undefined ? ['  no model is compared with it'] : comparedLines(comparison)),
  ];
}

function comparedLines(comparison: FoundAlike): string[] {
  const { model, distinct, ownDistinct, isOneByOne, differences } = comparison;
  const how = isOneByOne ? 'one by one' : 'by their number';
  if (differences.length > 0)
    return [`  differs  from model ${model}:`, ...differences.map((line) => `    ${line}`)];
  const own = ownDistinct === distinct ? '' : `, read from ${ownDistinct} of its own`;
  return [`  agrees   with model ${model}: ${distinct} states${own}, compared ${how}`];
}
