/** The report in the Test Anything Protocol, version 14. */
import type { CaseReport, RunReport } from './run-json.js';

const OK: readonly string[] = ['pass', 'warn', 'unsupported', 'xfail'];

export function tap({ cases, totals }: RunReport): string {
  return [
    'TAP version 14',
    `1..${totals.planned}`,
    ...cases.flatMap((c, i) => point(c, i + 1)),
    '',
  ].join('\n');
}

function point(c: CaseReport, number: number): string[] {
  const directive =
    c.verdict === 'unsupported'
      ? ` # SKIP ${line(c.message ?? '')}`
      : c.verdict === 'xfail'
        ? ` # TODO ${line(c.message ?? '')}`
        : '';
  // "not ok" with TODO counts as well by the protocol, so that a known failure alone has it.
  const isOk = OK.includes(c.verdict) && c.verdict !== 'xfail';
  const name = c.round > 1 ? `${c.id} (round ${c.round})` : c.id;
  const first = `${isOk ? 'ok' : 'not ok'} ${number} - ${name}${directive}`;
  if (c.verdict === 'pass' || c.verdict === 'unsupported') return [first];
  const said = {
    verdict: c.verdict,
    level: c.level,
    clauses: c.clauses.map(({ id }) => id).join(' '),
    ...(c.expected && { expected: c.expected, observed: c.observed }),
    ...(c.message && { message: c.message }),
    replay: c.replay,
  };
  // Strings of JSON are strings of YAML.
  const lines = Object.entries(said).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
  return [first, '  ---', ...lines, '  ...'];
}

const line = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('#', '\\#');
