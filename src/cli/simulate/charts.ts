/** Charts of a simulation as SVG files: how blocks spread, traffic by kind, leaders and false deaths by time. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { UserMistake } from '../../adapters/user-mistake.js';
import { timeToShare } from '../../simulator/measure/report.js';
import type { ScenarioRun } from '../../simulator/scenario/run.js';

use([
  BarChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  TitleComponent,
  SVGRenderer,
]);

const WIDTH = 840;
const HEIGHT = 460;
/** For readers who do not tell red from green (Okabe and Ito). */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#000000'];
const FONT = 'Helvetica, Arial, sans-serif';

/** Writes the charts that the run has data for. Returns their paths. @throws UserMistake if it cannot. */
export function writeCharts(folder: string, run: ScenarioRun): string[] {
  const charts: Record<string, EChartsCoreOption | undefined> = {
    'block-reach': reachChart(run),
    'block-times': timesChart(run),
    'block-hops': hopsChart(run),
    traffic: trafficChart(run),
    leaders: leadersChart(run),
  };
  try {
    mkdirSync(folder, { recursive: true });
    return Object.entries(charts).flatMap(([name, option]) => {
      if (option === undefined) return [];
      const path = join(folder, `${name}.svg`);
      writeFileSync(path, svgOf(option));
      return [path];
    });
  } catch (cause) {
    throw new UserMistake(`--charts ${folder}: ${(cause as Error).message}`, { cause });
  }
}

export function svgOf(option: EChartsCoreOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    color: COLOURS,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: FONT },
    grid: { left: 80, right: 40, top: 80, bottom: 60 },
    ...option,
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

const titled = (text: string, subtext: string) => ({
  title: { text, subtext, left: 'center', top: 8, textStyle: { fontSize: 16 } },
});
const axis = (name: string, more: object = {}) => ({
  name,
  nameLocation: 'middle',
  nameGap: 36,
  ...more,
});

function aboutOf({ scenario, network }: ScenarioRun): string {
  const { name, seed } = scenario;
  return `${name || 'scenario'}, ${network.names.length} peers, seed ${seed}`;
}

/** Each block a thin line, the mean a thick one. */
function reachChart(run: ScenarioRun): EChartsCoreOption | undefined {
  const { spreads } = run.measures.blocks;
  const seen = spreads.filter(({ firstMs }) => firstMs !== undefined);
  if (seen.length === 0) return undefined;
  const lines = seen.slice(0, 100).map((spread) => {
    const wanted = run.network.members.get(spread.channel)!.length;
    const times = [...spread.receivedMs.values()]
      .map((atMs) => Math.max(1, atMs - spread.firstMs!))
      .sort((a, b) => a - b);
    return {
      type: 'line',
      step: 'end',
      showSymbol: false,
      silent: true,
      lineStyle: { width: 1, opacity: 0.25, color: COLOURS[0] },
      data: times.map((ms, i) => [ms, (100 * (i + 1)) / wanted]),
    };
  });
  const mean = {
    type: 'line',
    showSymbol: true,
    symbolSize: 5,
    lineStyle: { width: 3, color: COLOURS[5] },
    itemStyle: { color: COLOURS[5] },
    data: run.report().blocks.reach.map(({ ms, share }) => [ms, 100 * share]),
  };
  return {
    ...titled('Peers that hold a block, by time since the first', aboutOf(run)),
    xAxis: axis('ms since the first peer had it (logarithmic)', { type: 'log', min: 1 }),
    yAxis: axis('% of the channel’s peers', { type: 'value', min: 0, max: 100 }),
    series: [...lines, mean],
  };
}

/** How many blocks took how long, for shares of the peers. */
function timesChart(run: ScenarioRun): EChartsCoreOption | undefined {
  const { spreads } = run.measures.blocks;
  const series = [50, 90, 95, 100].flatMap((share) => {
    const times = spreads
      .flatMap((spread) => {
        const wanted = run.network.members.get(spread.channel)!.length;
        return timeToShare(spread, Math.ceil((share * wanted) / 100)) ?? [];
      })
      .sort((a, b) => a - b);
    if (times.length === 0) return [];
    const data = times.map((ms, i) => [Math.max(1, ms), (100 * (i + 1)) / spreads.length]);
    return [{ type: 'line', name: `${share} % of peers`, step: 'end', showSymbol: false, data }];
  });
  if (series.length === 0) return undefined;
  return {
    ...titled('Blocks that have reached a share of the peers, by time', aboutOf(run)),
    legend: { bottom: 0 },
    grid: { left: 80, right: 40, top: 80, bottom: 90 },
    xAxis: axis('ms since the first peer had it (logarithmic)', { type: 'log', min: 1 }),
    yAxis: axis('% of blocks', { type: 'value', min: 0, max: 100 }),
    series,
  };
}

function hopsChart(run: ScenarioRun): EChartsCoreOption | undefined {
  const counts = new Map<number, number>();
  for (const { hops } of run.measures.blocks.spreads)
    for (const hop of hops.values()) counts.set(hop, (counts.get(hop) ?? 0) + 1);
  if (counts.size === 0) return undefined;
  const most = Math.max(...counts.keys());
  const bars = Array.from({ length: most + 1 }, (_, hop) => counts.get(hop) ?? 0);
  return {
    ...titled('First receipts of blocks by hops from the ordering service', aboutOf(run)),
    xAxis: axis('hops (0: from the ordering service)', {
      type: 'category',
      data: bars.map((_, hop) => `${hop}`),
    }),
    yAxis: axis('receipts', { type: 'value', nameGap: 56 }),
    series: [{ type: 'bar', data: bars }],
  };
}

function trafficChart(run: ScenarioRun): EChartsCoreOption | undefined {
  const kinds = [...run.measures.traffic.byKind].sort((a, b) => a[1].bytes - b[1].bytes);
  if (kinds.length === 0) return undefined;
  const seconds = run.atMs / 1_000 || 1;
  const rate = (value: number) => value / run.network.names.length / seconds;
  return {
    ...titled('Traffic by kind of message', `${aboutOf(run)}; sent by each peer in a second`),
    legend: { bottom: 0 },
    grid: { left: 150, right: 40, top: 100, bottom: 90 },
    yAxis: { type: 'category', data: kinds.map(([kind]) => kind) },
    xAxis: [
      axis('bytes', { type: 'value' }),
      axis('messages', { type: 'value', position: 'top', nameGap: 24 }),
    ],
    series: [
      { type: 'bar', name: 'bytes', data: kinds.map(([, k]) => rate(k.bytes)) },
      {
        type: 'bar',
        name: 'messages',
        xAxisIndex: 1,
        data: kinds.map(([, k]) => rate(k.messages)),
      },
    ],
  };
}

function leadersChart(run: ScenarioRun): EChartsCoreOption | undefined {
  const { changes } = run.measures.leaders;
  if (changes.length === 0) return undefined;
  const names = [...new Set(changes.map(({ channel, peer }) => `${channel} ${peer}`))].sort();
  const at = (leads: boolean) =>
    changes
      .filter((change) => change.leads === leads)
      .map(({ atMs, channel, peer }) => [atMs / 1_000, `${channel} ${peer}`]);
  return {
    ...titled('Who began and who ceased to lead', aboutOf(run)),
    legend: { bottom: 0 },
    grid: { left: 180, right: 40, top: 80, bottom: 90 },
    xAxis: axis('s since the start', { type: 'value', min: 0, max: Math.ceil(run.atMs / 1_000) }),
    yAxis: { type: 'category', data: names },
    series: [
      { type: 'scatter', name: 'begins', symbol: 'triangle', symbolSize: 10, data: at(true) },
      { type: 'scatter', name: 'ceases', symbol: 'diamond', symbolSize: 10, data: at(false) },
    ],
  };
}
