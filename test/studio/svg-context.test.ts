/** A canvas that writes SVG: what is drawn on it stands in the file, and nothing that is no SVG. */
import { expect, it } from 'vitest';
import { createSvgContext, type Painted } from '../../studio/pictures/svg-context.js';

function drawn(draw: (on: Painted) => void): string {
  const { context, svg } = createSvgContext();
  draw(context);
  return svg(100, 50, 'a <title>', '#fff').split('\n').slice(3, -2).join('\n');
}

it('has its size, a title and a ground', () => {
  const { svg } = createSvgContext();
  expect(svg(100, 50, 'a <title> & "more"', '#fff')).toBe(
    `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50" role="img">
<title>a &lt;title> &amp; &quot;more&quot;</title>
<rect width="100" height="50" fill="#fff"/>
</svg>
`,
  );
});
it('draws lines with width, dashes and opacity', () => {
  const said = drawn((on) => {
    on.strokeStyle = 'red';
    on.lineWidth = 2;
    on.globalAlpha = 0.5;
    on.setLineDash([3, 2]);
    on.beginPath();
    on.moveTo(1, 2);
    on.lineTo(3.456, 4);
    on.stroke();
  });
  expect(said).toBe(
    '<path d="M1 2L3.46 4" fill="none" stroke="red" stroke-width="2" stroke-dasharray="3 2" opacity="0.5"/>',
  );
});
it('draws whole circles, one after the other, and parts of them', () => {
  const whole = drawn((on) => {
    on.beginPath();
    on.arc(10, 10, 5, 0, 2 * Math.PI);
    on.arc(30, 10, 5, 0, 2 * Math.PI);
    on.fillStyle = '#123';
    on.fill();
  });
  expect(whole).toBe(
    '<path d="M15 10A5 5 0 0 1 5 10A5 5 0 0 1 15 10ZM35 10A5 5 0 0 1 25 10A5 5 0 0 1 35 10Z" fill="#123"/>',
  );
  const part = drawn((on) => {
    on.beginPath();
    on.arc(10, 10, 5, 0, Math.PI / 2);
    on.stroke();
  });
  expect(part).toContain('d="M15 10A5 5 0 0 1 10 15"');
});
it('writes texts where they are anchored, and escapes them', () => {
  const said = drawn((on) => {
    on.font = '600 12px system-ui, sans-serif';
    on.textAlign = 'center';
    on.textBaseline = 'middle';
    on.fillStyle = '#000';
    on.fillText('a < b & c', 5, 6);
  });
  expect(said).toBe(
    '<text x="5" y="6" font-size="12" font-weight="600" font-family="system-ui, sans-serif" text-anchor="middle" dominant-baseline="central" fill="#000">a &lt; b &amp; c</text>',
  );
});
it('forgets what was cleared', () => {
  expect(
    drawn((on) => {
      on.fillRect(0, 0, 5, 5);
      on.clearRect(0, 0, 100, 50);
      on.fillRect(1, 1, 2, 2);
    }),
  ).toBe('<rect x="1" y="1" width="2" height="2" fill="#000"/>');
});
