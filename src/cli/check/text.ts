/** The result of a check for people. */
import type { CheckResult, PropertyResult } from './result.js';
import { runLines } from './runs-text.js';

const ENDS: Readonly<Record<CheckResult['ended'], string>> = {
  all: 'every state was met',
  shard: 'every state of this shard was met; all shards together meet every state',
  depth: 'not every state was met: the depth is bounded',
  states: 'not every state was met: their number is bounded',
  memory: 'not every state was met: memory is bounded',
  violation: 'ended at the first violation',
  interrupted: 'interrupted',
};

export function textOf(result: CheckResult): string {
  const { generated, distinct, depth, terminal, seconds, generatedPerSecond } = result;
  return [
    `${result.model}: ${generated} generated, ${distinct} distinct, depth ${depth}; ${ENDS[result.ended]}`,
    `${seconds.toFixed(1)} s, ${generatedPerSecond} steps a second, ${result.bytesPerState.toFixed(0)} bytes a state, ${terminal} states without a step`,
    ...(result.reductions.length > 0 ? [`reduced by ${result.reductions.join(', ')}`] : []),
    ...(result.collisionBound > 0
      ? [`chance of a state left out: below ${result.collisionBound.toExponential(1)}`]
      : []),
    ...result.properties.flatMap(linesOf),
    ...result.runs.flatMap(runLines),
  ].join('\n');
}

function linesOf(result: PropertyResult): string[] {
  const { id, kind, about, verdict, path, state } = result;
  const line = `${verdict.padEnd(8)} ${id} (${kind}): ${about}`;
  if (verdict !== 'violated') return [line];
  if (path === undefined) return [line, '  no state shows it'];
  return [
    line,
    `  after ${path.length} steps:`,
    ...path.map((step, index) => `  ${String(index + 1).padStart(3)} ${step}`),
    ...inevitable(result),
    '  the state is then:',
    ...(state ?? []).map((part) => `      ${part}`),
  ];
}

function inevitable({ path, inevitableAfter, isInevitableExact }: PropertyResult): string[] {
  if (inevitableAfter === undefined) return [];
  if (!isInevitableExact) return [`  nothing escapes it after step ${inevitableAfter}, or earlier`];
  if (inevitableAfter === path!.length) return ['  it could be escaped until the last step'];
  return [`  nothing escapes it after step ${inevitableAfter}`];
}
