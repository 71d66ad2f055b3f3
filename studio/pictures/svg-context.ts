/**
 * A canvas that writes SVG: what the painters of the network and of the space-time diagram call, so that a
 * picture that is saved is the one that is seen.
 */

/** The part of a CanvasRenderingContext2D that the painters use; written out, since tests know no page. */
export interface Painted {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineCap: string;
  lineJoin: string;
  globalAlpha: number;
  font: string;
  textAlign: string;
  textBaseline: string;
  beginPath(): void;
  closePath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  roundRect(x: number, y: number, width: number, height: number, radius?: number): void;
  fill(): void;
  stroke(): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  clearRect(x: number, y: number, width: number, height: number): void;
  fillText(said: string, x: number, y: number): void;
  setLineDash(segments: readonly number[]): void;
}

export interface SvgContext {
  /** To be given to a painter. */
  readonly context: Painted;
  /** The whole picture; `ground` is the colour behind it. */
  svg(width: number, height: number, title: string, ground: string): string;
}

const round = (value: number): number => Math.round(value * 100) / 100;

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const ANCHORS: Readonly<Record<string, string>> = { center: 'middle', right: 'end', end: 'end' };
const BASELINES: Readonly<Record<string, string>> = { middle: 'central', top: 'hanging' };

export function createSvgContext(): SvgContext {
  const parts: string[] = [];
  let path = '';
  let dashes: readonly number[] = [];
  const look = {
    fillStyle: '#000',
    strokeStyle: '#000',
    lineWidth: 1,
    lineCap: 'butt',
    lineJoin: 'miter',
    globalAlpha: 1,
    font: '10px sans-serif',
    textAlign: 'start',
    textBaseline: 'alphabetic',
  };
  const alpha = () => (look.globalAlpha < 1 ? ` opacity="${round(look.globalAlpha)}"` : '');
  const stroked = () => {
    const dash = dashes.length > 0 ? ` stroke-dasharray="${dashes.join(' ')}"` : '';
    const cap = look.lineCap === 'butt' ? '' : ` stroke-linecap="${look.lineCap}"`;
    return ` fill="none" stroke="${look.strokeStyle}" stroke-width="${look.lineWidth}"${dash}${cap}${alpha()}`;
  };
  const arc = (x: number, y: number, radius: number, from: number, to: number): void => {
    const at = (angle: number) =>
      `${round(x + radius * Math.cos(angle))} ${round(y + radius * Math.sin(angle))}`;
    path += `${path === '' || path.endsWith('Z') ? 'M' : 'L'}${at(from)}`;
    const swept = Math.min(2 * Math.PI, Math.abs(to - from));
    // An arc of SVG is less than a whole turn: two halves.
    const pieces = swept > Math.PI ? 2 : 1;
    for (let i = 1; i <= pieces; i++)
      path += `A${round(radius)} ${round(radius)} 0 0 ${to > from ? 1 : 0} ${at(from + ((to - from) * i) / pieces)}`;
    if (swept >= 2 * Math.PI) path += 'Z';
  };
  const text = (said: string, x: number, y: number, paint: string): void => {
    const [, weight = 'normal', size, family] =
      /^(?:(\d+|bold|normal)\s+)?([\d.]+)px\s+(.+)$/.exec(look.font) ?? [];
    const anchor = ANCHORS[look.textAlign] ?? 'start';
    const baseline = BASELINES[look.textBaseline];
    parts.push(
      `<text x="${round(x)}" y="${round(y)}" font-size="${size ?? 10}" font-weight="${weight}" font-family="${escaped(family ?? 'sans-serif')}" text-anchor="${anchor}"${baseline ? ` dominant-baseline="${baseline}"` : ''} ${paint}${alpha()}>${escaped(said)}</text>`,
    );
  };
  const calls: Omit<Painted, keyof typeof look> = {
    beginPath() {
      path = '';
    },
    moveTo(x, y) {
      path += `M${round(x)} ${round(y)}`;
    },
    lineTo(x, y) {
      path += `${path === '' ? 'M' : 'L'}${round(x)} ${round(y)}`;
    },
    closePath() {
      path += 'Z';
    },
    arc: (x, y, radius, from, to) => arc(x, y, radius, from, to),
    rect(x, y, width, height) {
      path += `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}Z`;
    },
    roundRect(x, y, width, height, radius = 0) {
      const r = Math.min(Number(radius), width / 2, height / 2);
      const [w, h] = [round(width - 2 * r), round(height - 2 * r)];
      const corner = (dx: number, dy: number) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
      path += `M${round(x + r)} ${round(y)}h${w}${corner(r, r)}v${h}${corner(-r, r)}h${-w}${corner(-r, -r)}v${-h}${corner(r, -r)}Z`;
    },
    fill() {
      if (path !== '') parts.push(`<path d="${path}" fill="${look.fillStyle}"${alpha()}/>`);
    },
    stroke() {
      if (path !== '') parts.push(`<path d="${path}"${stroked()}/>`);
    },
    fillRect(x, y, width, height) {
      parts.push(
        `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${look.fillStyle}"${alpha()}/>`,
      );
    },
    clearRect() {
      parts.length = 0;
    },
    fillText: (said, x, y) => text(said, x, y, `fill="${look.fillStyle}"`),
    setLineDash(segments) {
      dashes = [...segments];
    },
  };
  return {
    context: Object.assign(look, calls),
    svg: (width, height, title, ground) =>
      [
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
        `<title>${escaped(title)}</title>`,
        `<rect width="${width}" height="${height}" fill="${ground}"/>`,
        ...parts,
        '</svg>',
        '',
      ].join('\n'),
  };
}
