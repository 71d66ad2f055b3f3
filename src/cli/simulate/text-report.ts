/** The report of a simulation as text for a terminal. */
import type { Distribution } from '../../simulator/measure/distribution.js';
import type { SimulationReport } from '../../simulator/measure/report.js';

export const textOf = (report: SimulationReport): string =>
  [titleOf(report), ...figuresOf(report)].join('\n');

/** All but the title. `isTimed`: how long something takes, and how often it comes, means something. */
export function figuresOf(report: SimulationReport, isTimed = true): string[] {
  return [
    ...membershipLines(report),
    ...trafficLines(report, isTimed),
    ...(report.blocks.made > 0 ? blockLines(report, isTimed) : []),
    ...leaderLines(report),
  ];
}

const titleOf = ({ scenario, seed, durationMs, peers }: SimulationReport): string =>
  `${scenario || 'scenario'}: ${peers} peers, ${seconds(durationMs)}, seed ${seed}`;

function membershipLines({ membership }: SimulationReport): string[] {
  const { completeMs, completeAgainMs, falseDeathCount, falseDeaths } = membership;
  const complete =
    completeMs === undefined
      ? 'never complete'
      : `complete after ${[completeMs, ...completeAgainMs.slice(0, 5)].map(seconds).join(', again at ')}`;
  const [first] = falseDeaths;
  const deaths =
    first === undefined
      ? 'no false deaths'
      : `${falseDeathCount} false deaths, the first at ${seconds(first.atMs)}: ${first.of}, declared by ${first.by}`;
  return ['', 'Membership', `  ${complete}`, `  ${deaths}`];
}

function trafficLines(
  { traffic, peers, durationMs }: SimulationReport,
  isTimed: boolean,
): string[] {
  const { byKind, messages, bytes, dropped } = traffic;
  const perPeer = (count: number) => count / peers / (durationMs / 1_000);
  const rates = (count: number, size: number) =>
    isTimed ? `${perPeer(count).toFixed(1).padStart(12)}${whole(perPeer(size)).padStart(12)}` : '';
  const row = (kind: string, count: number, size: number) =>
    `  ${kind.padEnd(18)}${whole(count).padStart(12)}${whole(size).padStart(16)}${rates(count, size)}`;
  const lost = Object.entries(dropped).filter(([, count]) => count > 0);
  return [
    '',
    `${'Traffic'.padEnd(20)}${'messages'.padStart(12)}${'bytes'.padStart(16)}${isTimed ? `${'msg/s/peer'.padStart(12)}${'B/s/peer'.padStart(12)}` : ''}`,
    ...Object.entries(byKind).map(([kind, entry]) => row(kind, entry.messages, entry.bytes)),
    row('all', messages, bytes),
    ...lost.map(([why, count]) => `  ${whole(count)} did not arrive: ${why}`),
  ];
}

function blockLines({ blocks }: SimulationReport, isTimed: boolean): string[] {
  const { made, receivedByAll, committedByAll, reached, sources, spread, hops, lastHop } = blocks;
  const from = Object.entries(sources)
    .filter(([, count]) => count > 0)
    .map(([source, count]) => `${whole(count)} by ${source}`);
  const counts = [
    '',
    'Blocks',
    `  ${made} made, ${receivedByAll} with every peer, ${committedByAll} committed by every peer`,
    `  each with ${fixed(reached?.mean)} peers on average; first received ${from.join(', ') || 'by nobody'}`,
    `  redundancy ${fixed(blocks.redundancy, 2)} (RMR), hops ${fixed(hops?.mean, 2)} on average, last ${fixed(lastHop?.mean, 2)} (LDH)`,
  ];
  if (!isTimed) return counts;
  return [
    ...counts,
    '',
    `  ${'from the first peer to'.padEnd(24)}${['mean', 'median', 'p95', 'most', 'blocks'].map((head) => head.padStart(11)).join('')}`,
    ...spread.map(({ share, ms }) => `  ${`${share} % of peers`.padEnd(24)}${spreadCells(ms)}`),
    '',
    `  reach: ${blocks.reach.map(({ ms, share }) => `${percent(share)} at ${seconds(ms)}`).join(', ')}`,
  ];
}

function spreadCells(ms: Distribution | undefined): string {
  if (ms === undefined) return 'never'.padStart(11);
  const times = [ms.mean, ms.median, ms.p95, ms.most].map((value) => seconds(value).padStart(11));
  return `${times.join('')}${whole(ms.count).padStart(11)}`;
}

function leaderLines({ leaders }: SimulationReport): string[] {
  const now = Object.entries(leaders.now);
  if (now.length === 0) return [];
  return [
    '',
    `Leaders (${leaders.changes} changes)`,
    ...now.map(([where, names]) => `  ${where}: ${names.join(', ') || 'nobody'}`),
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(3)} s`;
const whole = (value: number): string => Math.round(value).toLocaleString('en');
const fixed = (value: number | undefined, digits = 1): string => value?.toFixed(digits) ?? '-';
