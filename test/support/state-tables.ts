/**
 * Compares a machine with its state table in the spec. Every test/machines/*.test.ts says:
 *
 *   const table = rowsIn('spec/03-link.md', 'link');
 *   it('equals the machine', () =>
 *     expect(grouped(rowsOf(linkMachine))).toEqual(grouped(required(table))));
 *   it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
 */
import { readChapter } from '../../tools/spec/chapter.js';
import { type SpecRow, stateTable } from '../../tools/spec/state-table.js';

export { rowsOf } from '../../src/machines/export/rows.js';
export { grouped, holesIn, required } from '../../tools/spec/state-table.js';

/** The rows of the table that follows `<!-- state-table: NAME -->` in a chapter. */
export const rowsIn = (chapter: string, name: string): SpecRow[] =>
  stateTable(readChapter(chapter), name);
