/** What changed between two runs: also what is no longer judged, which no count of failures shows. */
import type { Verdict } from '../harness/verdict.js';
import type { CaseReport, RunReport } from './run-json.js';

/** One case of both runs; where a case was repeated, its worst round. */
export interface Change {
  readonly id: string;
  /** Absent where the run did not plan the case. */
  readonly before?: Verdict;
  readonly after?: Verdict;
  readonly clauses: readonly string[];
  /** What the later run, or else the earlier, says of it. */
  readonly said?: string;
}

export interface Comparison {
  readonly before: RunName;
  readonly after: RunName;
  /** Judged well before, and badly now. */
  readonly newlyFailing: readonly Change[];
  readonly newlyPassing: readonly Change[];
  /** Failed in both, for another reason. */
  readonly otherReason: readonly Change[];
  /** Any other change of verdict. */
  readonly otherVerdict: readonly Change[];
  /** Judged before, and now not planned, not run or unsupported. */
  readonly notExecuted: readonly Change[];
  /** Judged now, and not before. */
  readonly newCases: readonly Change[];
  readonly unchanged: number;
  /** Whether a case has a worse verdict than before, or is no longer judged. */
  readonly isWorse: boolean;
}

export interface RunName {
  readonly implementation: string;
  readonly profile: string;
  readonly seed: string;
  readonly startedAt: string;
}

/** The worst first. */
const WORST: readonly Verdict[] = [
  'harness-error',
  'target-error',
  'fail',
  'xpass',
  'inconclusive',
  'warn',
  'xfail',
  'not-run',
  'unsupported',
  'pass',
];
const UNJUDGED: readonly Verdict[] = ['not-run', 'unsupported'];
const BAD: readonly Verdict[] = WORST.slice(0, WORST.indexOf('inconclusive') + 1);
const NUMBERS = /\d+/g;

export function compare(before: RunReport, after: RunReport): Comparison {
  const [old, now] = [worstRounds(before), worstRounds(after)];
  const changes = [...new Set([...old.keys(), ...now.keys()])].map((id) =>
    changeOf(id, old.get(id), now.get(id)),
  );
  const both = changes.filter(({ former, latter }) => isJudged(former) && isJudged(latter));
  const differ = both.filter(({ former, latter }) => former!.verdict !== latter!.verdict);
  const newlyFailing = differ.filter(({ former, latter }) => !isBad(former) && isBad(latter));
  const newlyPassing = differ.filter(({ former, latter }) => isBad(former) && !isBad(latter));
  const otherReason = both.filter(
    ({ former, latter }) =>
      former!.verdict === latter!.verdict &&
      former!.verdict !== 'pass' &&
      reasonOf(former!) !== reasonOf(latter!),
  );
  const otherVerdict = differ.filter((c) => !newlyFailing.includes(c) && !newlyPassing.includes(c));
  const notExecuted = changes.filter((c) => isJudged(c.former) && !isJudged(c.latter));
  const newCases = changes.filter((c) => !isJudged(c.former) && isJudged(c.latter));
  const told = differ.length + otherReason.length + notExecuted.length + newCases.length;
  return {
    before: nameOf(before),
    after: nameOf(after),
    newlyFailing: newlyFailing.map(shown),
    newlyPassing: newlyPassing.map(shown),
    otherReason: otherReason.map(shown),
    otherVerdict: otherVerdict.map(shown),
    notExecuted: notExecuted.map(shown),
    newCases: newCases.map(shown),
    unchanged: changes.length - told,
    isWorse:
      notExecuted.length > 0 ||
      differ.some(({ former, latter }) => rankOf(latter!) < rankOf(former!)),
  };
}

const rankOf = ({ verdict }: CaseReport): number => WORST.indexOf(verdict);

/** One result for each case: the worst of its rounds. */
export function worstRounds({ cases }: Pick<RunReport, 'cases'>): Map<string, CaseReport> {
  const worst = new Map<string, CaseReport>();
  for (const c of cases) {
    const known = worst.get(c.id);
    if (!known || rankOf(c) < rankOf(known)) worst.set(c.id, c);
  }
  return worst;
}

interface Pair {
  readonly id: string;
  readonly former: CaseReport | undefined;
  readonly latter: CaseReport | undefined;
}

const changeOf = (
  id: string,
  former: CaseReport | undefined,
  latter: CaseReport | undefined,
): Pair => ({ id, former, latter });

const isJudged = (c: CaseReport | undefined): boolean =>
  c !== undefined && !UNJUDGED.includes(c.verdict);
const isBad = (c: CaseReport | undefined): boolean => c !== undefined && BAD.includes(c.verdict);

/** Numbers differ between runs that fail alike: nonces, ports, milliseconds. */
const reasonOf = ({ reason, expected, observed, message }: CaseReport): string =>
  [reason, expected, observed, message].join('|').replaceAll(NUMBERS, 'n');

function shown({ id, former, latter }: Pair): Change {
  const last = latter ?? former!;
  const said = last.expected
    ? `expected ${last.expected}; observed ${last.observed}`
    : last.message;
  return {
    id,
    ...(former && { before: former.verdict }),
    ...(latter && { after: latter.verdict }),
    clauses: last.clauses.map((clause) => clause.id),
    ...(said !== undefined && { said }),
  };
}

const nameOf = ({ implementation, profile, seed, startedAt }: RunReport): RunName => ({
  implementation: `${implementation.name} ${implementation.version}`,
  profile,
  seed,
  startedAt,
});

const HEADS: readonly (readonly [keyof Comparison, string])[] = [
  ['newlyFailing', 'newly failing'],
  ['notExecuted', 'no longer judged'],
  ['newlyPassing', 'newly passing'],
  ['otherReason', 'failing for another reason'],
  ['otherVerdict', 'another verdict'],
  ['newCases', 'judged for the first time'],
];

/** For people; the last line says whether it got worse. */
export function comparisonText(comparison: Comparison): string {
  const { before, after, unchanged, isWorse } = comparison;
  const told = ({ implementation, profile, seed, startedAt }: RunName): string =>
    `${implementation}, profile ${profile}, seed ${seed}, ${startedAt}`;
  return [
    `before  ${told(before)}`,
    `after   ${told(after)}`,
    ...HEADS.flatMap(([key, head]) => {
      const changes = comparison[key] as readonly Change[];
      if (changes.length === 0) return [];
      return ['', `${head}: ${changes.length}`, ...changes.flatMap(changeLines)];
    }),
    '',
    `${unchanged} unchanged`,
    isWorse ? 'worse than before' : 'not worse than before',
  ].join('\n');
}

const changeLines = ({ id, before, after, clauses, said }: Change): string[] => [
  `  ${id}  ${before ?? 'not planned'} -> ${after ?? 'not planned'}  ${clauses.join(' ')}`,
  ...(said ? [`    ${said.replaceAll('\n', '\n    ')}`] : []),
];
