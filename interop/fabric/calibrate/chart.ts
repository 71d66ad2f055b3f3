/** The distributions as one SVG: for each measure the share of samples that took at most so long. */
import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type Measure, measures, type Sample } from './samples.js';

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const WIDTH = 900;
const ROW_HEIGHT = 230;
const TOP = 90;
const COLUMNS = 2;
/** For readers who do not tell red from green (Okabe and Ito). */
const COLOURS = ['#d55e00', '#0072b2'];

export interface ChartOptions {
  readonly title: string;
  readonly subtitle: string;
  /** Names of the two sides. */
  readonly names: readonly [string, string];
}

export function chartOf(
  fabric: readonly Sample[],
  simulated: readonly Sample[],
  { title, subtitle, names }: ChartOptions,
): string {
  const shown = Object.keys(measures) as Measure[];
  const rows = Math.ceil(shown.length / COLUMNS);
  const height = TOP + rows * ROW_HEIGHT;
  const place = (index: number) => ({
    left: index % COLUMNS === 0 ? 60 : WIDTH / 2 + 40,
    top: TOP + 26 + Math.floor(index / COLUMNS) * ROW_HEIGHT,
  });
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({
    animation: false,
    color: COLOURS,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'Helvetica, Arial, sans-serif' },
    legend: { top: 58, data: [...names] },
    title: [
      { text: title, subtext: subtitle, left: 'center', top: 6, textStyle: { fontSize: 16 } },
      ...shown.map((measure, index) => ({
        text: measure,
        left: place(index).left,
        top: place(index).top - 24,
        textStyle: { fontSize: 13 },
      })),
    ],
    grid: shown.map((_, index) => ({ ...place(index), width: WIDTH / 2 - 100, height: 145 })),
    xAxis: shown.map((_, index) => ({
      gridIndex: index,
      type: 'log',
      min: 1,
      name: 'ms',
      nameLocation: 'middle',
      nameGap: 22,
    })),
    yAxis: shown.map((_, index) => ({
      gridIndex: index,
      type: 'value',
      min: 0,
      max: 100,
      interval: 25,
      axisLabel: { formatter: '{value} %' },
    })),
    series: shown.flatMap((measure, index) =>
      [fabric, simulated].map((samples, side) => ({
        type: 'line',
        name: names[side],
        xAxisIndex: index,
        yAxisIndex: index,
        step: 'end',
        showSymbol: false,
        lineStyle: { width: 2, type: side === 0 ? 'solid' : 'dashed' },
        data: stepsOf(samples, measure),
      })),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** From 0 %, one point for each whole millisecond; what did not come about keeps the curve below 100 %. */
function stepsOf(samples: readonly Sample[], measure: Measure): [number, number][] {
  const own = samples.filter((sample) => sample.measure === measure);
  const shares = new Map<number, number>();
  const values = own.flatMap(({ ms }) => ms ?? []).sort((a, b) => a - b);
  for (const [index, ms] of values.entries())
    shares.set(Math.max(1, Math.round(ms)), (100 * (index + 1)) / own.length);
  const [first] = shares.keys();
  return first === undefined ? [] : [[first, 0], ...shares];
}
