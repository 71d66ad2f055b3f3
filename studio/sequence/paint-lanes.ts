/** Draws a space-time diagram: a lane for each peer, time to the right, a line for each message. */

import type { Only } from '../compare/only-in-one.js';
import { FAMILIES } from '../network/families.js';
import type { Look } from '../network/paint-peer.js';
import { addShape } from '../network/shapes.js';
import { sayMark } from '../time/say-time.js';
import type { Line } from './select-messages.js';

export interface LanesPicture {
  readonly width: number;
  readonly height: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
  /** Names of the lanes from above. */
  readonly names: readonly string[];
  readonly laneOf: ReadonlyMap<number, number>;
  /** `only`: one of two runs alone has it; undefined without another run as well. */
  readonly lines: readonly (Line & { readonly only?: Only | undefined })[];
  /** Whether what differs from another run is marked. */
  readonly isCompared: boolean;
  /** From when on the runs differ; undefined for never. */
  readonly differsMs: number | undefined;
  /** Index of the chosen message; -1 for none. */
  readonly chosen: number;
  /** The selected peer, whose messages stand out; -1 for none. */
  readonly peer: number;
  /** Peers whose messages alone are shown; empty: everybody's. */
  readonly picked: ReadonlySet<number>;
  /** Marks on a lane: a commit, a start, a death. */
  readonly marks: readonly {
    readonly lane: number;
    readonly ms: number;
    readonly colour: string;
  }[];
  readonly look: Look;
}

export const LABEL_PX = 96;
const SCALE_PX = 18;

export const xOf = ({ width, fromMs, toMs }: LanesPicture, ms: number): number =>
  LABEL_PX + ((width - LABEL_PX - 8) * (ms - fromMs)) / (toMs - fromMs);

export const yOf = ({ height, names }: LanesPicture, lane: number): number =>
  4 + ((height - SCALE_PX - 4) * (lane + 0.5)) / names.length;

/** The lane whose name stands at a point; -1 beside the names. */
export function laneAt({ height, names }: LanesPicture, x: number, y: number): number {
  const lane = Math.floor((names.length * (y - 4)) / (height - SCALE_PX - 4));
  return x < LABEL_PX && lane >= 0 && lane < names.length ? lane : -1;
}

export function paintLanes(on: CanvasRenderingContext2D, picture: LanesPicture): void {
  const { width, height, nowMs, names, laneOf, lines, marks, chosen, peer, look } = picture;
  on.clearRect(0, 0, width, height);
  on.textBaseline = 'middle';
  const pickedLanes = new Set([...picture.picked].map((one) => laneOf.get(one)));
  on.textAlign = 'left';
  for (const [lane, name] of names.entries()) {
    const y = yOf(picture, lane);
    on.fillStyle = look.edge;
    on.fillRect(LABEL_PX, y, width - LABEL_PX - 8, 1);
    on.fillStyle =
      lane === laneOf.get(peer) ? look.accent : pickedLanes.has(lane) ? look.ink : look.quiet;
    on.font = `${pickedLanes.has(lane) ? '600 ' : ''}11px system-ui, sans-serif`;
    if ((height - SCALE_PX) / names.length >= 9) on.fillText(name, 6, y);
  }
  on.font = '11px system-ui, sans-serif';
  paintScale(on, picture);
  for (const line of lines) {
    const [x1, x2] = [xOf(picture, line.sentMs), xOf(picture, Math.min(line.endMs, nowMs))];
    const [y1, y2] = [yOf(picture, laneOf.get(line.from)!), yOf(picture, laneOf.get(line.to)!)];
    // Lines of another run have no index.
    const isChosen = chosen >= 0 && line.index === chosen;
    on.strokeStyle = line.isLost ? look.bad : look.families[line.family]!;
    const isNear = peer < 0 || line.from === peer || line.to === peer;
    const isMarked = picture.isCompared ? line.only !== undefined : chosen < 0 && isNear;
    on.globalAlpha = isChosen || isMarked ? 0.85 : 0.22;
    on.lineWidth = isChosen ? 3 : line.only === 'here' ? 2.2 : 1.2;
    if (line.only === 'there') on.strokeStyle = look.quiet;
    on.setLineDash(line.isLost ? [3, 3] : line.only === 'there' ? [1, 4] : []);
    on.beginPath();
    on.moveTo(Math.max(LABEL_PX, x1), y1);
    on.lineTo(x2, y2);
    on.stroke();
    on.setLineDash([]);
    on.globalAlpha = 1;
    on.beginPath();
    addShape(on, FAMILIES[line.family]!.shape, x2, y2, isChosen ? 4.5 : 2.6);
    on.fillStyle = on.strokeStyle;
    // What is only in the other run is hollow.
    if (line.only === 'there') on.stroke();
    else on.fill();
  }
  for (const { lane, ms, colour } of marks) {
    on.fillStyle = colour;
    on.fillRect(xOf(picture, ms) - 1, yOf(picture, lane) - 5, 2.5, 11);
  }
  if (picture.isCompared && picture.differsMs !== undefined) paintBeginning(on, picture);
  const x = xOf(picture, nowMs);
  on.fillStyle = look.accent;
  on.fillRect(x, 0, 1.5, height - SCALE_PX);
}

/** Where two runs begin to differ. */
function paintBeginning(on: CanvasRenderingContext2D, picture: LanesPicture): void {
  const { differsMs = 0, fromMs, toMs, height, look } = picture;
  if (differsMs < fromMs || differsMs > toMs) return;
  const x = xOf(picture, differsMs);
  on.strokeStyle = look.warn;
  on.lineWidth = 2;
  on.setLineDash([5, 3]);
  on.beginPath();
  on.moveTo(x, 0);
  on.lineTo(x, height - SCALE_PX);
  on.stroke();
  on.setLineDash([]);
  on.fillStyle = look.warn;
  on.textAlign = 'left';
  on.fillText('they differ from here on', Math.min(x + 5, picture.width - 140), 7);
}

/** Marks at round instants. */
function paintScale(on: CanvasRenderingContext2D, picture: LanesPicture): void {
  const { height, fromMs, toMs, look } = picture;
  const every = roundStep((toMs - fromMs) / 6);
  on.textAlign = 'center';
  on.fillStyle = look.quiet;
  for (let ms = Math.ceil(Math.max(0, fromMs) / every) * every; ms <= toMs; ms += every) {
    const x = xOf(picture, ms);
    if (x < LABEL_PX + 10 || x > picture.width - 34) continue;
    on.fillStyle = look.edge;
    on.fillRect(x, 0, 1, height - SCALE_PX);
    on.fillStyle = look.quiet;
    on.fillText(sayMark(ms, every), x, height - SCALE_PX / 2);
  }
}

/** 1, 2 or 5 with zeros: the next that is not less. */
export function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, atLeast)));
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= atLeast) ?? power;
}
