/** Shapes of a few px on a canvas, added to the path that is open. */
import type { Shape } from './families.js';

export function addShape(
  path: CanvasRenderingContext2D,
  shape: Shape,
  x: number,
  y: number,
  r: number,
): void {
  switch (shape) {
    case 'circle':
    case 'ring':
      path.moveTo(x + r, y);
      path.arc(x, y, r, 0, 2 * Math.PI);
      return;
    case 'square':
      return path.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
    case 'bar':
      return path.rect(x - r * 1.3, y - r * 0.55, r * 2.6, r * 1.1);
    case 'triangle':
      return polygon(path, x, y, r * 1.2, 3, -Math.PI / 2);
    case 'diamond':
      return polygon(path, x, y, r * 1.2, 4, 0);
    case 'star':
      return star(path, x, y, r * 1.4);
    case 'cross':
      path.moveTo(x - r, y - r);
      path.lineTo(x + r, y + r);
      path.moveTo(x + r, y - r);
      path.lineTo(x - r, y + r);
  }
}

/** Shapes that have no inside. */
export const isOutline = (shape: Shape): boolean => shape === 'ring' || shape === 'cross';

/** Ends where it begins: closing a path takes a browser the longer the more is in it. */
function polygon(
  path: CanvasRenderingContext2D,
  x: number,
  y: number,
  r: number,
  corners: number,
  turn: number,
): void {
  for (let i = 0; i <= corners; i++) {
    const angle = turn + (2 * Math.PI * i) / corners;
    const [px, py] = [x + r * Math.cos(angle), y + r * Math.sin(angle)];
    if (i === 0) path.moveTo(px, py);
    else path.lineTo(px, py);
  }
}

function star(path: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  for (let i = 0; i <= 10; i++) {
    const angle = -Math.PI / 2 + (Math.PI * i) / 5;
    const reach = i % 2 === 0 ? r : r * 0.45;
    const [px, py] = [x + reach * Math.cos(angle), y + reach * Math.sin(angle)];
    if (i === 0) path.moveTo(px, py);
    else path.lineTo(px, py);
  }
}
