/** What stands around the summary of a run: how often a repeated case passed, and what is missing. */
import type { Case } from '../../../conformance/harness/case.js';
import type { RunReport } from '../../../conformance/reports/run-json.js';

/** For a run with `--repeat`: `k of n` of each case that did not pass every time. */
export function rateLines({ cases }: RunReport): string[] {
  const ids = [...new Set(cases.map(({ id }) => id))];
  const unsteady = ids.flatMap((id) => {
    const own = cases.filter((one) => one.id === id);
    const played = own.filter(({ verdict }) => verdict !== 'unsupported' && verdict !== 'not-run');
    const passed = played.filter(({ verdict }) => verdict === 'pass').length;
    if (played.length < 2 || passed === played.length) return [];
    return [`${id}: passed ${passed} of ${played.length} times`];
  });
  const repeated = Math.max(0, ...cases.map(({ round }) => round));
  if (repeated < 2) return [];
  return [
    '',
    ...(unsteady.length > 0 ? unsteady : [`every case passed ${repeated} of ${repeated} times`]),
  ];
}

/** The last lines: of what was planned or exists, what was not judged, and how to have it judged. */
export function closingLines(report: RunReport, all: readonly Case[]): string[] {
  const { set, shard, target, totals } = report;
  const lines: string[] = [];
  if (set === 'core') {
    lines.push(
      `the core set: ${totals.planned} of ${all.length} cases; all of them: ${again(target)} --set all`,
    );
  }
  if (shard) {
    lines.push(`part ${shard.index} of ${shard.count}: conform merge puts the parts together`);
  }
  if (totals.notRun > 0) {
    const { unsupported = 0, 'not-run': stopped = 0 } = totals.byVerdict;
    const why = [
      unsupported &&
        `${unsupported} that the target does not declare or that its profile does not have`,
      stopped && `${stopped} not begun`,
    ].filter(Boolean);
    lines.push(`not judged: ${totals.notRun} of ${totals.planned} planned (${why.join(', ')})`);
  }
  return lines;
}

/** The command that the user gave, as far as it names the target. */
const again = (target: string): string =>
  process.env.npm_lifecycle_event === 'start'
    ? 'npm start --'
    : `fabric-gossip conform --target ${target}`;
