/** Cases as a list, for people and for programs. */
import type { Case } from './harness/case.js';

/** One case in two lines and how many there are, or all as JSON. */
export function listing(cases: readonly Case[], asJson: boolean): string {
  if (asJson) return JSON.stringify(cases.map(rowOf), null, 2);
  const count = cases.length === 1 ? '1 case' : `${cases.length} cases`;
  return [...cases.map(textOf), '', count].join('\n');
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
