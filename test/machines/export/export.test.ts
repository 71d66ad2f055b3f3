/** The forms in which a machine leaves the program, on a small machine with every kind of row. */
import { describe, expect, it } from 'vitest';
import { createMachine } from 'xstate';
import { chartOf } from '../../../src/machines/export/chart.js';
import { jsonOf } from '../../../src/machines/export/json.js';
import { drawingOf } from '../../../src/machines/export/layout.js';
import { mermaidOf } from '../../../src/machines/export/mermaid.js';
import { rowsOf } from '../../../src/machines/export/rows.js';
import { scxmlOf } from '../../../src/machines/export/scxml.js';
import { svgOf } from '../../../src/machines/export/svg.js';
import { tableOf } from '../../../src/machines/export/table.js';
import { machines } from '../../../src/machines/index.js';
import { doorMachine } from '../../fixtures/demo.machine.js';

/** Element names still open at the end, and closing tags that fit nothing. */
function badlyNested(xml: string): string[] {
  const open: string[] = [];
  const bad: string[] = [];
  for (const [, closing, name, rest] of xml
    .replace(/<\?[^?]*\?>|<!--[\s\S]*?-->|<style>[\s\S]*?<\/style>/g, '')
    .matchAll(/<(\/?)([a-zA-Z]+)((?:"[^"]*"|[^">])*)>/g)) {
    if (rest!.endsWith('/')) continue;
    if (closing === '') open.push(name!);
    else if (open.pop() !== name) bad.push(name!);
  }
  return [...bad, ...open];
}

describe('rows', () => {
  it('names the row, the state, the event and what follows', () => {
    const row = (id: string) => rowsOf(doorMachine).find((r) => r.id === id);
    expect(row('DEMO-R1')).toMatchObject({ state: '(any)', next: 'locked' });
    expect(row('DEMO-R3')).toMatchObject({ next: '(stay)', actions: 'countRing, ringBell' });
    expect(row('DEMO-R5')).toMatchObject({ state: 'open', next: 'open' });
    expect(row('DEMO-R7')).toMatchObject({ event: 'after shutWait', guard: '—' });
    expect(row('DEMO-R8')).toMatchObject({ state: 'locked', next: '(ignore)' });
  });

  it('refuses functions without a name', () => {
    const inline = createMachine({ on: { x: { guard: () => true, actions: () => {} } } });
    expect(() => rowsOf(inline)).toThrow('inline function in a machine');
  });
});

describe('chart', () => {
  it('joins the events of one row and knows the states without a way out', () => {
    const entry = machines.find(({ name }) => name === 'link-acceptor')!;
    const chart = chartOf(entry.machine);
    expect(chart).toMatchObject({ initial: 'arriving', ends: ['closed'] });
    expect(chart.arrows.find((arrow) => arrow.id === 'LINK-R6')?.events).toEqual([
      'handshake.rejected',
      'envelope.undecodable',
    ]);
  });
});

describe('Mermaid', () => {
  it('draws every row that does something', () => {
    expect(mermaidOf(doorMachine)).toBe(`stateDiagram-v2
  state "any state" as anyState
  [*] --> shut
  anyState --> locked: DEMO-R1 house.left
  shut --> open: DEMO-R2 bell.rung [isFriend] / countRing
  shut --> shut: DEMO-R3 bell.rung (stay) / countRing, ringBell
  open --> open: DEMO-R5 door.pushed
  open --> shut: DEMO-R7 after shutWait
  locked --> [*]
`);
  });
});

describe('table', () => {
  it('writes rows as the spec does', () => {
    expect(tableOf(doorMachine).split('\n').slice(2, 5)).toEqual([
      '| DEMO-R1 | `(any)` | `house.left` | — | `locked` | — |',
      '| DEMO-R2 | `shut` | `bell.rung` | `isFriend` | `open` | `countRing` |',
      '| DEMO-R3 | `shut` | `bell.rung` | — | (stay) | `countRing`, `ringBell` |',
    ]);
  });
});

describe('SCXML', () => {
  const scxml = scxmlOf(doorMachine);
  it('tries the rows in their order, with guards as conditions', () => {
    expect(scxml.replace(/\s+/g, ' ')).toContain(
      '<transition event="bell.rung" cond="isFriend(_event)" target="open"> ' +
        '<log label="action" expr="\'countRing\'"/> </transition> <!-- DEMO-R3 --> ' +
        '<transition event="bell.rung"> ',
    );
  });
  it('starts a delay on entering its state and cancels it on leaving', () => {
    expect(scxml).toContain('<send event="after.shutWait.open" id="after.shutWait.open"');
    expect(scxml).toContain('<onexit><cancel sendid="after.shutWait.open"/></onexit>');
    expect(scxml).toContain('<data id="shutWait" expr="0"/>');
  });
});

describe('XState JSON', () => {
  it('is the definition without functions, and makes the same machine', () => {
    const json = jsonOf(doorMachine);
    expect(json).not.toHaveProperty('context');
    const again = createMachine(json as Parameters<typeof createMachine>[0]);
    expect(rowsOf(again)).toEqual(rowsOf(doorMachine));
  });
});

describe.each([...machines, { name: 'door', machine: doorMachine }])('$name', ({ machine }) => {
  it('has every row in the picture, and every id', () => {
    const svg = svgOf(machine);
    for (const { id, actions } of rowsOf(machine)) {
      expect(svg).toContain(`>${id}</text>`);
      if (actions !== '—') for (const a of actions.split(', ')) expect(svg).toContain(`/ ${a}<`);
    }
    expect(svg).toContain('<title id="title">State machine');
  });

  it('draws nothing over a label', () => {
    const { boxes, paths } = drawingOf(chartOf(machine));
    const labels = paths.filter((path) => path.lines.length > 0);
    const areas = [...boxes, ...labels];
    const apart = (a: (typeof areas)[number], b: (typeof areas)[number]) =>
      Math.abs(a.x - b.x) >= (a.width + b.width) / 2 ||
      Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
    for (const [i, a] of areas.entries())
      for (const b of areas.slice(i + 1)) expect(apart(a, b)).toBe(true);
  });

  it('is well-formed XML in both forms', () => {
    expect(badlyNested(svgOf(machine))).toEqual([]);
    expect(badlyNested(scxmlOf(machine))).toEqual([]);
  });

  it('gives every row of the machine to SCXML', () => {
    const ids = [...scxmlOf(machine).matchAll(/<!-- ([A-Z]+-R\d+) -->/g)].map((match) => match[1]);
    expect(new Set(ids)).toEqual(new Set(rowsOf(machine).map((row) => row.id)));
  });
});
