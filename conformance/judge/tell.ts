/** What the judge of a stored run found, in lines for a terminal. */
import type { JudgedCase, JudgedRun } from './judge-run.js';

export function tell({ cases, missing, trace }: JudgedRun): string {
  const remarkable = cases.filter(
    ({ judged, agreement }) => judged !== 'pass' || agreement !== 'agrees',
  );
  const count = (holds: (c: JudgedCase) => boolean): number => cases.filter(holds).length;
  const found = count(({ judged }) => judged === 'fail');
  const sums = [
    `${cases.length} cases judged by ${trace}: ${cases.length - found} without a finding, ${found} with one`,
    `stored verdicts: ${count(isMissed)} passed where the judge finds something, ` +
      `${count(({ agreement }) => agreement === 'run only')} had a finding that the trace does not show, ` +
      `${count(isOfTheCaseAlone)} failed by the case itself alone`,
    ...(missing.length > 0 ? [`not judged, for the trace lacks them: ${missing.join(', ')}`] : []),
  ];
  return [...remarkable.flatMap(linesOf), ...sums].join('\n');
}

const isMissed = ({ stored, judged }: JudgedCase): boolean =>
  stored === 'pass' && judged === 'fail';

/** Nothing in it breaks a rule of the judge: the case asked for more than always holds. */
const isOfTheCaseAlone = ({ stored, findings, agreement }: JudgedCase): boolean =>
  stored === 'fail' && findings.length === 0 && agreement === 'agrees';

function linesOf({ case: id, round, stored, findings, defects, agreement }: JudgedCase): string[] {
  const which = round === 1 ? id : `${id} (round ${round})`;
  return [
    `${findings.length > 0 || defects.length > 0 ? '✗' : '?'} ${which} (stored: ${stored})`,
    ...(agreement === 'run only'
      ? ['  the run had a finding here that its trace does not show']
      : []),
    ...findings.flatMap(({ rule, clauses, expected, observed, entry, count }) => [
      `  clause    ${clauses.join(', ')}   rule ${rule}`,
      `  expected  ${expected}`,
      `  observed  ${observed} (entry ${entry}${count > 1 ? `, the first of ${count}` : ''})`,
    ]),
    ...defects.map(({ entry, observed }) => `  the suite itself: ${observed} (entry ${entry})`),
    '',
  ];
}

/** 0 nothing found, 1 something, 2 nothing or not all could be judged, 4 the suite has a defect. */
export function exitStatusOf({ cases, missing }: JudgedRun): 0 | 1 | 2 | 4 {
  if (cases.some(({ judged }) => judged === 'harness-error')) return 4;
  if (cases.some(({ judged }) => judged === 'fail')) return 1;
  return cases.length === 0 || missing.length > 0 ? 2 : 0;
}
