/** What reports read out of the specification: tables, sections, and the way to a row. */
import { describe, expect, it } from 'vitest';
import { clauseTexts } from '../../conformance/harness/clauses.js';
import { CASES } from '../../conformance/registry.js';
import { decisionHtml } from '../../conformance/reports/decision-table.js';
import { markdownHtml } from '../../conformance/reports/html-markdown.js';
import { excerptFor, wholeSpecification } from '../../conformance/reports/spec/excerpt.js';
import { ANY, pathTo, pointedBy } from '../../conformance/reports/spec/pointed.js';
import { sectionsIn } from '../../conformance/reports/spec/sections.js';
import type { StateTable } from '../../conformance/reports/spec/tables.js';
import { tablesIn } from '../../conformance/reports/spec/tables.js';
import { stateDiagram } from '../../conformance/reports/state-diagram.js';
import { machines } from '../../src/machines/index.js';
import { xmlFlaw } from '../support/xml.js';

const whole = wholeSpecification();
const stateTables = whole.tables.filter((t): t is StateTable => t.kind === 'state');
const tableNamed = (name: string) => stateTables.find((t) => t.name === name)!;

describe('the tables of the specification', () => {
  it('are those of the machines, with the same beginning', () => {
    const ours = machines.map(({ name, machine }) => [name, machine.root.initial.target[0]!.key]);
    const read = stateTables.map(({ name, initial }) => [name, initial]);
    expect(read.sort()).toEqual(ours.sort());
  });
  it('have rows whose states and marks are known', () => {
    for (const { name, rows, initial } of stateTables) {
      const states = new Set([initial, ...rows.map(({ state }) => state)]);
      const odd = rows.filter(({ next }) => !states.has(next) && !/^\((stay|ignore)\)$/.test(next));
      // A state without rows of its own is an end; it has a name all the same.
      expect(
        odd.filter(({ next }) => !/^[a-z][A-Za-z]*$/.test(next)),
        name,
      ).toEqual([]);
    }
  });
  it('have a cell for each condition, and a verdict', () => {
    const odd = whole.tables.flatMap((t) =>
      t.kind === 'state'
        ? []
        : t.rows.filter((r) => r.cells.length !== t.conditions.length || r.verdict === ''),
    );
    expect(odd).toEqual([]);
  });
  it('are read cell by cell', () => {
    const chapter = [
      '<!-- diagram: door -->',
      '```mermaid',
      '  [*] --> shut',
      '```',
      '<!-- state-table: door -->',
      '',
      '| Row | In state | Event | Guard | Next state | Actions |',
      '| --- | --- | --- | --- | --- | --- |',
      '| DOOR-R1 | `open` | `a`, `b` | `isOld` | (stay) | `x`, `y` |',
      '| DOOR-R2 | `shut` | after `wait` | — | `open` | — |',
    ].join('\n');
    const [table] = tablesIn('spec/door.md', chapter);
    expect(table).toEqual({
      kind: 'state',
      name: 'door',
      file: 'spec/door.md',
      initial: 'shut',
      rows: [
        row('DOOR-R1', 'open', ['a', 'b'], 'isOld', '(stay)', ['x', 'y']),
        row('DOOR-R2', 'shut', ['after wait'], '', 'open', []),
      ],
    });
  });
});

const row = (
  id: string,
  state: string,
  events: readonly string[],
  guard: string,
  next: string,
  actions: readonly string[],
) => ({ id, state, events, guard, next, actions });

describe('the way to a row', () => {
  it('leads from the beginning to the state in which it counts, step by step', () => {
    expect(pathTo(tableNamed('link-acceptor'), 'LINK-R9').map(({ id }) => id)).toEqual(['LINK-R2']);
    expect(pathTo(tableNamed('link-acceptor'), 'LINK-R11').map(({ id }) => id)).toEqual([
      'LINK-R2',
      'LINK-R5',
    ]);
    expect(pathTo(tableNamed('link-acceptor'), 'LINK-R1')).toEqual([]);
  });
  it('exists for every row of every machine, without a gap', () => {
    for (const table of stateTables) {
      for (const { id, state } of table.rows) {
        const way = pathTo(table, id);
        if (state === ANY || state === table.initial) continue;
        expect(way.at(-1)?.next, id).toBe(state);
        way.forEach((step, i) => {
          const from = i === 0 ? table.initial : way[i - 1]!.next;
          expect([from, ANY], `${id} by ${step.id}`).toContain(step.state);
        });
      }
    }
  });
});

describe('what a case points at', () => {
  const textOf = clauseTexts();
  const pointed = (...ids: string[]) => pointedBy(ids.map(textOf), whole.tables);
  it('is the row that it cites, else the rows that decide its clause', () => {
    expect(pointed('LINK-4', 'LINK-R9')?.rows).toEqual(['LINK-R9']);
    expect(pointed('LINK-4')?.rows).toEqual(['LINK-R8', 'LINK-R9']);
    expect(pointed('PUSH-27', 'PUSH-D41', 'PUSH-D42')?.rows).toEqual(['PUSH-D41', 'PUSH-D42']);
  });
  it('is nothing where no row decides', () => {
    expect(pointed('LINK-21')).toBeUndefined();
  });
  it('stands in the excerpt, with the section of every clause of every case', () => {
    for (const { id, clauses } of CASES) {
      const cited = clauses.map(textOf);
      const excerpt = excerptFor(
        cited.flatMap((c) => [c.id, ...c.rows]),
        whole,
      );
      const told = excerpt.sections.flatMap(({ ids }) => ids);
      expect(
        clauses.filter((clause) => !told.includes(clause)),
        id,
      ).toEqual([]);
      const where = pointedBy(cited, whole.tables);
      expect(where === undefined || excerpt.tables.includes(where.table), id).toBe(true);
    }
  });
});

describe('a diagram of a machine', () => {
  it('is well-formed for a row of every state, and marks that row as offending', () => {
    for (const table of stateTables) {
      const last = new Map(table.rows.map((r) => [r.state, r]));
      for (const { id } of last.values()) {
        const svg = stateDiagram(table, [id]);
        expect(xmlFlaw(svg), id).toBeUndefined();
        const marked = svg.match(/<text class="offending"[^>]*>[^<]*/g) ?? [];
        expect(marked[0], id).toContain(`>${id} `);
        expect(svg.match(/NaN|undefined|Infinity/), id).toBeNull();
      }
    }
  });
  it('colours the way to it and its own arrow', () => {
    const svg = stateDiagram(tableNamed('link-acceptor'), ['LINK-R9']);
    expect(svg.match(/<g class="edge offending/g)).toHaveLength(1);
    // The beginning, and row LINK-R2.
    expect(svg.match(/<g class="edge path/g)).toHaveLength(2);
    expect(svg).toContain('after handshakeWait');
  });
});

describe('a decision table', () => {
  it('marks the rows that decide', () => {
    const table = whole.tables.find(({ name }) => name === 'block-routing')!;
    if (table.kind !== 'decision') throw new TypeError('a decision table');
    const html = decisionHtml(table, ['PUSH-D41']);
    expect(html.match(/class="offending"/g)).toHaveLength(1);
    expect(html).toMatch(/class="offending"><th scope="row">.*?PUSH-D41/);
  });
});

describe('a section of the specification', () => {
  it('becomes HTML in which every id that it defines can be found, and all tags match', () => {
    for (const { markdown, ids, anchor } of whole.sections) {
      const html = markdownHtml(markdown, (id) => `spec-${id}`);
      expect(xmlFlaw(`<div>${html}</div>`), anchor).toBeUndefined();
      expect(
        ids.filter((id) => !html.includes(`id="spec-${id}"`)),
        anchor,
      ).toEqual([]);
    }
  });
  it('is found by its heading, diagrams left out', () => {
    const [first, second] = sectionsIn(
      'spec/04-link.md',
      '# 4 Link\n\n## 4.1 Purpose\n\nA link.\n\n### More\n\n<!-- diagram: x -->\n\n```mermaid\nx\n```\n\n- **LINK-1** A peer MUST\n  speak.\n',
    );
    expect(first).toMatchObject({ chapter: '4 Link', heading: '4.1 Purpose', ids: [] });
    expect(second).toMatchObject({
      anchor: '04-link-4-1-purpose-more',
      heading: '4.1 Purpose › More',
      ids: ['LINK-1'],
      markdown: '- **LINK-1** A peer MUST\n  speak.',
    });
  });
});
