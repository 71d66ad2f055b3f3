/** A picture of the page as a file of its own: with the styles that the style sheet gives its parts. */
import { escaped } from './svg-context.js';

const KEPT = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'display',
] as const;

/** `ground` is the colour behind it. */
export function svgOfElement(element: SVGSVGElement, title: string, ground: string): string {
  const copy = element.cloneNode(true) as SVGSVGElement;
  const [from, to] = [element.querySelectorAll('*'), copy.querySelectorAll('*')];
  for (const [i, part] of from.entries()) keepStyle(part, to[i]!);
  const { x, y, width, height } = element.viewBox.baseVal;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  for (const name of ['class', 'id', 'style', 'aria-hidden']) copy.removeAttribute(name);
  const back = `<title>${escaped(title)}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${ground}"/>`;
  const text = new XMLSerializer().serializeToString(copy);
  const begin = text.indexOf('>') + 1;
  return `${text.slice(0, begin)}${back}${text.slice(begin)}\n`;
}

function keepStyle(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const name of KEPT) {
    const value = style.getPropertyValue(name);
    if (value !== '') to.setAttribute(name, value.replaceAll('"', "'"));
  }
  // What is for the reader of the page is not for the reader of the file.
  for (const name of ['class', 'style', 'role', 'tabindex', 'aria-label']) to.removeAttribute(name);
}
