/** The exchange of one case as a sequence diagram: SVG, coloured by the page's variables. */
import { escapeXml } from './escape.js';
import type { ExchangeLine } from './run-json.js';

const TIME_WIDTH = 72;
const LANE_WIDTH = 230;
const ROW_HEIGHT = 24;
const HEAD_HEIGHT = 34;
const LABEL_CHARACTERS = 44;
/** A longer exchange leaves out the background, which the table still has. */
const ROWS_MAX = 60;

/** Empty if nothing passed. */
export function sequenceDiagram(exchange: readonly ExchangeLine[], title: string): string {
  const lines = exchange.length > ROWS_MAX ? exchange.filter((l) => !l.background) : exchange;
  if (lines.length === 0) return '';
  const lanes = ['target', ...new Set(lines.map(({ probe }) => probe))];
  const width = TIME_WIDTH + lanes.length * LANE_WIDTH;
  const height = HEAD_HEIGHT + (lines.length + 1) * ROW_HEIGHT;
  const laneX = (lane: string) => TIME_WIDTH + (lanes.indexOf(lane) + 0.5) * LANE_WIDTH;
  return [
    `<svg class="sequence" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}">`,
    ARROW_HEAD,
    ...lanes.map((lane) => lifeline(lane, laneX(lane), height)),
    ...lines.map((line, row) =>
      arrow(line, HEAD_HEIGHT + (row + 1) * ROW_HEIGHT, laneX('target'), laneX(line.probe)),
    ),
    '</svg>',
  ].join('\n');
}

/** One for all diagrams of a page would do; each brings its own, so that it can be saved alone. */
const ARROW_HEAD =
  '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="context-stroke"/></marker></defs>';

const lifeline = (name: string, x: number, height: number): string =>
  `<line class="life" x1="${x}" x2="${x}" y1="${HEAD_HEIGHT - 6}" y2="${height}"/>` +
  `<text class="lane" x="${x}" y="20" text-anchor="middle">${escapeXml(name)}</text>`;

function arrow(line: ExchangeLine, y: number, targetX: number, probeX: number): string {
  const isFromProbe = line.type === 'sent' || line.type === 'opened';
  const [from, to] = isFromProbe ? [probeX, targetX] : [targetX, probeX];
  const kind = line.illegal
    ? 'illegal'
    : line.background
      ? 'background'
      : ['sent', 'received'].includes(line.type)
        ? 'message'
        : 'event';
  const said = line.illegal ? `${line.text} (illegal: ${line.illegal})` : line.text;
  const time = `<text class="time" x="${TIME_WIDTH - 10}" y="${y + 4}" text-anchor="end">${line.atMs} ms</text>`;
  const label = `<text class="label" x="${(from + to) / 2}" y="${y - 4}" text-anchor="middle">${escapeXml(shortened(labelOf(line)))}</text>`;
  const stroke =
    line.type === 'note'
      ? `<circle cx="${probeX}" cy="${y}" r="3"/>`
      : `<line x1="${from}" x2="${to}" y1="${y}" y2="${y}" marker-end="url(#head)"/>`;
  return `<g class="${kind}">${time}${stroke}${label}<title>${escapeXml(said)}</title></g>`;
}

const labelOf = ({ text, type, stream }: ExchangeLine): string => {
  if (type === 'ended') return `end of ${text.replace(': end of stream,', ':')}`;
  if (type === 'opened' || type === 'accepted') return `opens ${stream}`;
  return text.replace(/, tag [A-Z_]+$/, '');
};

const shortened = (text: string): string =>
  text.length > LABEL_CHARACTERS ? `${text.slice(0, LABEL_CHARACTERS - 1)}…` : text;
