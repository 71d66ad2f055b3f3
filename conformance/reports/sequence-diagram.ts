/** The exchange of one case as a sequence diagram: SVG, coloured by the page's variables. */
import { escapeXml } from './escape.js';
import type { ExchangeLine } from './exchange.js';
import type { CaseReport } from './run-json.js';
import { lanesOf } from './sequence-lanes.js';

const TIME_WIDTH = 72;
const LANE_WIDTH = 250;
const ROW_HEIGHT = 24;
const HEAD_HEIGHT = 34;
const LABEL_CHARACTERS = 34;
const HEAD_LENGTH = 8;
/** A longer exchange leaves out the background, which the table still has. */
const ROWS_MAX = 60;
/** Of an exchange that is longer all the same: at its beginning, and after the place where it went wrong. */
const ROWS_FIRST = 12;
const ROWS_AFTER = 10;

export interface SequenceOptions {
  /** Where the target left the specification; shown in the colour of failure. */
  readonly divergence?: NonNullable<CaseReport['divergence']>;
  /** What should have come and did not. */
  readonly missing?: string;
}

/** Empty if nothing passed. */
export function sequenceDiagram(
  exchange: readonly ExchangeLine[],
  title: string,
  { divergence, missing }: SequenceOptions = {},
): string {
  const at = divergence?.entry;
  const wrong = divergence?.what === 'unexpected' ? at : undefined;
  const lines = shownOf(exchange, at);
  if (lines.length === 0) return '';
  const rows: Row[] = lines.flatMap((line, i): Row[] => {
    const leftOut = i === 0 ? 0 : leftOutBetween(exchange, lines[i - 1]!.n, line.n);
    return leftOut > 0 ? [{ leftOut }, line] : [line];
  });
  const { lanes, nodeOf, ownerOf } = lanesOf(lines);
  const width = TIME_WIDTH + lanes.length * LANE_WIDTH;
  const count = rows.length + (missing === undefined ? 0 : 1);
  const height = HEAD_HEIGHT + (count + 1) * ROW_HEIGHT;
  const named = divergence?.probe ?? lines.find(({ n }) => n === at)?.probe;
  const asked = lanes.find((lane) => lane === named) ?? lanes[1] ?? lanes[0]!;
  const near = [...exchange].reverse().find(({ probe, node }) => probe === asked && node);
  const laneX = (lane: string) => TIME_WIDTH + (lanes.indexOf(lane) + 0.5) * LANE_WIDTH;
  return [
    `<svg class="sequence" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}">`,
    ...lanes.map((lane) => lifeline(lane, laneX(lane), height)),
    ...rows.map((row, i) => {
      const y = HEAD_HEIGHT + (i + 1) * ROW_HEIGHT;
      if ('leftOut' in row) return gap(row.leftOut, y);
      const probeX = ownerOf(row) === undefined ? width / 2 : laneX(ownerOf(row)!);
      const node = nodeOf(row);
      return arrow(row, y, node === undefined ? undefined : laneX(node), probeX, row.n === wrong);
    }),
    ...(missing === undefined
      ? []
      : [
          absent(
            missing,
            HEAD_HEIGHT + count * ROW_HEIGHT,
            laneX((near && nodeOf(near)) ?? lanes[0]!),
            laneX(asked),
          ),
        ]),
    '</svg>',
  ].join('\n');
}

type Row = ExchangeLine | { readonly leftOut: number };

/** All of a short exchange; of a long one no background, its beginning, and what surrounds the place. */
function shownOf(exchange: readonly ExchangeLine[], at: number | undefined): ExchangeLine[] {
  if (exchange.length <= ROWS_MAX) return [...exchange];
  const lines = exchange.filter((l) => !l.background || l.n === at);
  if (lines.length <= ROWS_MAX) return lines;
  const place = at === undefined ? lines.length - 1 : lines.findIndex(({ n }) => n >= at);
  const from = place - (ROWS_MAX - ROWS_FIRST - ROWS_AFTER);
  return lines.filter((_, i) => i < ROWS_FIRST || (i >= from && i <= place + ROWS_AFTER));
}

/** Entries between two that are shown, but for background. */
function leftOutBetween(exchange: readonly ExchangeLine[], from: number, to: number): number {
  const quiet = exchange.filter(({ n, background }) => background && n > from && n < to).length;
  return to - from - 1 - quiet;
}

const gap = (count: number, y: number): string =>
  `<text class="time" x="8" y="${y + 4}">… ${count} ${count === 1 ? 'entry' : 'entries'} left out</text>`;

const lifeline = (name: string, x: number, height: number): string =>
  `<line class="life" x1="${x}" x2="${x}" y1="${HEAD_HEIGHT - 6}" y2="${height}"/>` +
  `<text class="lane" x="${x}" y="20" text-anchor="middle">${escapeXml(name)}</text>`;

/** An arrow that should be there. */
function absent(what: string, y: number, targetX: number, probeX: number): string {
  const label = `<text class="label" x="${(targetX + probeX) / 2}" y="${y - 4}" text-anchor="middle">${escapeXml(shortened(`missing: ${what}`))}</text>`;
  return `<g class="missing"><line x1="${targetX}" x2="${probeX}" y1="${y}" y2="${y}"/>${label}<title>${escapeXml(`missing: ${what}`)}</title></g>`;
}

function arrow(
  line: ExchangeLine,
  y: number,
  /** Undefined = nobody knows which node it was. */
  targetX: number | undefined,
  probeX: number,
  isWrong: boolean,
): string {
  const isFromProbe = line.type === 'sent' || line.type === 'opened';
  const kind = isWrong
    ? 'wrong'
    : line.illegal
      ? 'illegal'
      : line.background
        ? 'background'
        : ['sent', 'received'].includes(line.type)
          ? 'message'
          : 'event';
  const said = line.illegal ? `${line.text} (illegal: ${line.illegal})` : line.text;
  const time = `<text class="time" x="${TIME_WIDTH - 10}" y="${y + 4}" text-anchor="end">${line.atMs} ms</text>`;
  const text = escapeXml(shortened(labelOf(line)));
  const title = `<title>${escapeXml(said)}</title>`;
  if (line.type === 'note' || targetX === undefined) {
    const label = `<text class="label" x="${probeX - 8}" y="${y + 4}" text-anchor="end">${text}</text>`;
    return `<g class="${isWrong ? 'wrong' : 'event'}">${time}<circle cx="${probeX}" cy="${y}" r="3"/>${label}${title}</g>`;
  }
  const [from, to] = isFromProbe ? [probeX, targetX] : [targetX, probeX];
  const label = `<text class="label" x="${(from + to) / 2}" y="${y - 4}" text-anchor="middle">${text}</text>`;
  const back = from < to ? -HEAD_LENGTH : HEAD_LENGTH;
  const head = `<path class="head" d="M${to} ${y}l${back} -4v8z"/>`;
  return `<g class="${kind}">${time}<line x1="${from}" x2="${to}" y1="${y}" y2="${y}"/>${head}${label}${title}</g>`;
}

/** The words of the entry, as far as a lane is wide; the whole of it shows on hovering. */
export const labelOf = ({ text, type, stream }: ExchangeLine): string => {
  if (type === 'ended') return text.replace(/^\S+: end of stream, /, 'end of stream: ');
  if (type === 'opened' || type === 'accepted') return `opens ${stream}`;
  return text
    .replace(/, tag [A-Z_]+$/, '')
    .replace(/, self .*?(, nonce|$)/, '$1')
    .replace(/, time \(\d+, (\d+)\).*/, ' no. $1')
    .replace(/nonce \d+(\d{4})$/, 'nonce …$1')
    .replace(/, (alive:|of) /, ' $1 ');
};

const shortened = (text: string): string =>
  text.length > LABEL_CHARACTERS ? `${text.slice(0, LABEL_CHARACTERS - 1)}…` : text;
