/** Draws one peer: whether it runs, leads, how high its ledgers are, and on which state they agree. */
import { KILLED, RUNS } from '../time/scene.js';
import type { Shape } from './families.js';
import type { Picture } from './paint.js';
import { addShape } from './shapes.js';

/** Colours, from the style sheet. */
export interface Look {
  readonly ground: string;
  readonly panel: string;
  readonly ink: string;
  readonly quiet: string;
  readonly edge: string;
  readonly accent: string;
  readonly bad: string;
  readonly warn: string;
  readonly lead: string;
  readonly orderer: string;
  readonly organisations: readonly string[];
  readonly channels: readonly string[];
  readonly families: readonly string[];
}

/** Of channels, in their order. */
export const CHANNEL_SHAPES: readonly Shape[] = [
  'square',
  'triangle',
  'diamond',
  'circle',
  'bar',
  'star',
];

/** From this radius on there is room for words. */
export const ROOMY_PX = 13;

export function paintPeer(on: CanvasRenderingContext2D, picture: Picture, peer: number): void {
  const { layout, cast, scene, look, selected, hovered, marks } = picture;
  const { radius } = layout;
  const [x, y] = [layout.x[peer]!, layout.y[peer]!];
  const channels = cast.channels.length;
  const life = scene.life[peer];
  const colour = look.organisations[cast.peers[peer]!.organisation % look.organisations.length]!;
  const leads = scene.leads.subarray(peer * channels, (peer + 1) * channels).includes(1);
  if (peer === selected || peer === hovered) {
    on.beginPath();
    on.arc(x, y, radius + 4.5, 0, 2 * Math.PI);
    on.strokeStyle = peer === selected ? look.accent : look.quiet;
    on.lineWidth = 2.5;
    on.stroke();
  }
  on.beginPath();
  on.arc(x, y, radius, 0, 2 * Math.PI);
  on.fillStyle = life === RUNS ? (leads ? look.lead : look.panel) : look.ground;
  on.fill();
  on.lineWidth = 2.5;
  on.strokeStyle = life === RUNS ? colour : life === KILLED ? look.bad : look.edge;
  on.setLineDash(life === RUNS ? [] : [3, 2.5]);
  on.stroke();
  on.setLineDash([]);
  on.textAlign = 'center';
  on.textBaseline = 'middle';
  on.font = '600 12px system-ui, sans-serif';
  on.fillStyle = life === RUNS ? look.ink : look.quiet;
  const name = cast.peers[peer]!.name;
  on.fillText(life === KILLED ? '✕' : shortName(name), x, y + 0.5);
  const mark = marks.get(peer);
  if (leads) {
    on.beginPath();
    addShape(on, 'star', x + radius * 0.78, y - radius * 0.78, 6.5);
    on.fillStyle = look.accent;
    on.fill();
  }
  on.textBaseline = 'alphabetic';
  if (mark !== undefined) {
    on.font = '600 10px system-ui, sans-serif';
    on.fillStyle = look.warn;
    on.fillText(mark, x, y - radius - 6);
  }
}

/** Of each channel shape, height and the beginning of the state's digest. */
export function paintBadges(on: CanvasRenderingContext2D, picture: Picture, peer: number): void {
  const { layout, cast, scene, look, recording } = picture;
  const channels = cast.channels.length;
  const joined = cast.channels.flatMap((_, c) =>
    scene.height[peer * channels + c]! >= 0 ? [c] : [],
  );
  on.font = '11px ui-monospace, "DejaVu Sans Mono", monospace';
  on.textAlign = 'left';
  // Neighbours that stand close say less, in one line.
  const isClose = layout.spacing > 0 && layout.spacing < 24 + 26 * Math.max(2, joined.length);
  const digits =
    layout.spacing > 0 && layout.spacing < 76 ? 0 : isClose && joined.length > 1 ? 0 : 4;
  const saidOf = (c: number) => {
    const cell = peer * channels + c;
    const digest =
      scene.digest[cell]! < 0 ? '' : recording.strings[scene.digest[cell]!]!.slice(0, digits);
    const height = String(scene.height[cell]!);
    const characters = height.length + (digest === '' ? 0 : digest.length + 1);
    return { height, digest, left: scene.left[cell], width: 12 + characters * 6.6 };
  };
  const shown = joined.slice(0, 3).map((c) => ({ c, ...saidOf(c) }));
  const fitting = isClose ? Math.max(1, Math.floor((layout.spacing + 10) / 28)) : shown.length;
  const lines = isClose ? [shown.slice(0, fitting)] : shown.map((one) => [one]);
  const more = isClose && joined.length > fitting ? `+${joined.length - fitting}` : '';
  for (const [line, parts] of lines.entries()) {
    const y = layout.y[peer]! + layout.radius + 13 + line * 13;
    const width =
      parts.reduce((sum, part) => sum + part.width, 0) + 4 * (parts.length - 1) + 6.6 * more.length;
    let left = layout.x[peer]! - width / 2;
    // On the ways of messages nothing could be read.
    on.globalAlpha = 0.8;
    on.fillStyle = look.ground;
    on.fillRect(left - 2, y - 10, width + 4, 12.5);
    on.globalAlpha = 1;
    for (const { c, height, digest, left: hasLeft, width: own } of parts) {
      on.beginPath();
      addShape(on, CHANNEL_SHAPES[c % CHANNEL_SHAPES.length]!, left + 4, y - 4, 3.8);
      on.fillStyle = look.channels[c % look.channels.length]!;
      on.fill();
      on.fillStyle = hasLeft ? look.quiet : look.ink;
      on.fillText(height, left + 12, y);
      on.fillStyle = look.quiet;
      on.fillText(digest, left + 12 + (height.length + 1) * 6.6, y);
      left += own + 4;
    }
    if (more !== '') on.fillText(more, left, y);
  }
  on.textAlign = 'center';
}

const shortName = (name: string): string => name.replace(/^peer/, 'p').replace(/\..*/, '');
