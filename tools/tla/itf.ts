/** A violation that TLC found, in the Informal Trace Format. */
import type { ItfTrace } from '../../src/checker/told/itf.js';
import { parseState } from './parse-state.js';
import type { Finding } from './report.js';

/** A line such as `2: <Prepare line 63, col 3 to line 66, col 37 of module TwoPhase>` begins a state. */
const STATE = /^\d+: <(.*?)>?$/;

export function itfOf({
  module,
  violated,
  trace,
}: Pick<Finding, 'module' | 'violated' | 'trace'>): ItfTrace {
  const steps: { readonly action: string; readonly lines: string[] }[] = [];
  for (const line of trace) {
    const [, action] = STATE.exec(line) ?? [];
    if (action !== undefined) steps.push({ action, lines: [] });
    else steps.at(-1)?.lines.push(line);
  }
  const states = steps.map(({ action, lines }, index) => ({
    '#meta': { index, ...(index > 0 && { action }) },
    ...parseState(lines.join('\n')),
  }));
  const vars = Object.keys(states[0] ?? {}).filter((name) => name !== '#meta');
  const description = `${violated} is violated`;
  return { '#meta': { format: 'ITF', source: `${module}.tla`, description }, vars, states };
}
