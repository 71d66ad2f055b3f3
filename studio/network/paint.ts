/** Draws the network at an instant. Knows no events and no page: what is to be drawn is given. */
import type { Cast } from '../run/cast.js';
import { type Recording, SENT } from '../run/recording.js';
import type { Scene } from '../time/scene.js';
import { FAMILIES, familyOf } from './families.js';
import { flightLine } from './flight-spot.js';
import { eachFlight } from './in-flight.js';
import type { Layout } from './layout.js';
import { type Look, paintBadges, paintPeer, ROOMY_PX } from './paint-peer.js';
import { paintSmallPeers } from './paint-small.js';
import { addShape, isOutline } from './shapes.js';

export interface Picture {
  readonly layout: Layout;
  readonly cast: Cast;
  readonly scene: Scene;
  readonly recording: Recording;
  readonly nowMs: number;
  /** A message is shown for so long, ms of simulated time. */
  readonly leastMs: number;
  /** Names of families that are left out. */
  readonly hidden: ReadonlySet<string>;
  /** Numbers of peers; -1 for none. */
  readonly selected: number;
  readonly hovered: number;
  /** Index of the chosen message; -1 for none. */
  readonly message: number;
  readonly isOrdererDown: boolean;
  /** By peer: whether it is paused or lies. */
  readonly marks: ReadonlyMap<number, string>;
  /** Whether messages are lines that stand still. */
  readonly isStill: boolean;
  readonly look: Look;
}

/** Returns how many messages there are for each that is drawn. */
export function paint(on: CanvasRenderingContext2D, picture: Picture): number {
  const { layout, look } = picture;
  on.clearRect(0, 0, layout.width, layout.height);
  paintOrganisations(on, layout, look);
  const stride = paintFlights(on, picture);
  if (picture.cast.channels.length > 0) paintOrderer(on, picture);
  if (layout.radius < ROOMY_PX) paintSmallPeers(on, picture);
  else {
    // What a peer says never covers another one.
    for (let peer = 0; peer < layout.x.length; peer++) paintBadges(on, picture, peer);
    for (let peer = 0; peer < layout.x.length; peer++) paintPeer(on, picture, peer);
  }
  return stride;
}

function paintOrganisations(on: CanvasRenderingContext2D, layout: Layout, look: Look): void {
  on.lineWidth = 1;
  on.textAlign = 'center';
  on.textBaseline = 'alphabetic';
  on.font = '600 12px system-ui, sans-serif';
  for (const [index, { name, x, y, radius, nameY }] of layout.organisations.entries()) {
    on.beginPath();
    on.arc(x, y, radius, 0, 2 * Math.PI);
    on.fillStyle = look.ground;
    on.fill();
    on.strokeStyle = look.edge;
    on.stroke();
    on.fillStyle = look.organisations[index % look.organisations.length]!;
    on.fillText(name, x, nameY);
  }
}

/** Size of a message, px. */
const sizeIn = (layout: Layout): number =>
  layout.radius >= 8 ? 4.2 : layout.radius >= 4 ? 2.6 : 1.7;

function paintFlights(on: CanvasRenderingContext2D, picture: Picture): number {
  const { layout, recording, nowMs, leastMs, hidden, look, isStill, scene } = picture;
  const size = sizeIn(layout);
  /** By family: x and y of each, one after the other. */
  const places: number[][] = FAMILIES.map(() => []);
  const lost: number[] = [];
  const hasTrails = layout.radius >= 8;
  let count = 0;
  if (hasTrails)
    eachFlight(recording, nowMs, scene.index, leastMs, () => {
      count += 1;
    });
  // Of many the ways are fainter, so that peers and what they say can still be read.
  const trail = Math.max(0.05, Math.min(0.28, 24 / Math.max(1, count)));
  const chosen: number[] = [];
  const stride = eachFlight(recording, nowMs, scene.index, leastMs, (flight) => {
    const isSent = recording.kind[flight.index] === SENT;
    const kind = isSent ? recording.strings[recording.c[flight.index]!]! : 'dataMsg';
    const family = familyOf(kind);
    if (hidden.has(FAMILIES[family]!.name)) return;
    const line = flightLine(layout, flight, isStill);
    const { progress } = line;
    const { x, y } = line.at(progress);
    if (flight.isLost) lost.push(x, y);
    else places[family]!.push(x, y);
    if (flight.index === picture.message) chosen.push(x, y);
    if (!hasTrails) return;
    const back = line.at(isStill ? 0 : Math.max(0, progress - 0.14));
    const front = line.at(isStill ? 1 : progress);
    on.beginPath();
    on.moveTo(back.x, back.y);
    on.lineTo(front.x, front.y);
    on.strokeStyle = look.families[family]!;
    on.globalAlpha = trail;
    on.lineWidth = 2;
    on.stroke();
    on.globalAlpha = 1;
  });
  for (const [family, at] of places.entries()) {
    if (at.length === 0) continue;
    const { shape } = FAMILIES[family]!;
    on.beginPath();
    for (let i = 0; i < at.length; i += 2) addShape(on, shape, at[i]!, at[i + 1]!, size);
    on.lineWidth = 1.6;
    on.strokeStyle = look.families[family]!;
    on.fillStyle = look.families[family]!;
    if (isOutline(shape)) on.stroke();
    else on.fill();
  }
  on.beginPath();
  for (let i = 0; i < lost.length; i += 2) addShape(on, 'cross', lost[i]!, lost[i + 1]!, size + 1);
  on.strokeStyle = look.bad;
  on.lineWidth = 2;
  on.stroke();
  on.beginPath();
  for (let i = 0; i < chosen.length; i += 2)
    addShape(on, 'ring', chosen[i]!, chosen[i + 1]!, size + 5);
  on.strokeStyle = look.accent;
  on.stroke();
  return stride;
}

function paintOrderer(
  on: CanvasRenderingContext2D,
  { layout, look, isOrdererDown }: Picture,
): void {
  const { x, y } = layout.orderer;
  const half = layout.radius >= 8 ? 13 : 8;
  on.beginPath();
  on.roundRect(x - half, y - half, 2 * half, 2 * half, 4);
  on.fillStyle = isOrdererDown ? look.panel : look.orderer;
  on.strokeStyle = isOrdererDown ? look.bad : look.orderer;
  on.lineWidth = 2;
  on.setLineDash(isOrdererDown ? [3, 3] : []);
  on.fill();
  on.stroke();
  on.setLineDash([]);
  on.fillStyle = isOrdererDown ? look.bad : look.panel;
  on.font = `600 ${half >= 13 ? 11 : 9}px system-ui, sans-serif`;
  on.textAlign = 'center';
  on.textBaseline = 'middle';
  on.fillText(isOrdererDown ? '✕' : 'O', x, y + 0.5);
  on.textBaseline = 'alphabetic';
  if (layout.radius < 8) return;
  on.fillStyle = look.quiet;
  on.font = '11px system-ui, sans-serif';
  on.fillText(isOrdererDown ? 'ordering, down' : 'ordering', x, y + half + 14);
}
