/** Cases as a list, for people and for programs. */
import type { Case } from './harness/case.js';

/** One case in two lines, or all as JSON. */
export function listing(cases: readonly Case[], asJson: boolean): string {
  return asJson ? JSON.stringify(cases.map(rowOf), null, 2) : cases.map(textOf).join('\n');
}

const rowOf = ({ id, level, clauses, title, needs = [], profiles, twin, node }: Case) => ({
  id,
  level,
  clauses,
  title,
  needs,
  ...(profiles && { profiles }),
  ...(twin && { twin }),
  node: node ?? 'fresh',
});

function textOf({ id, level, clauses, title, profiles }: Case): string {
  const only = profiles ? `  [${profiles.join(', ')}]` : '';
  const weaker = level === 'MUST' ? '' : `  ${level}`;
  return `${id}  ${clauses.join(' ')}${weaker}${only}\n    ${title}`;
}
