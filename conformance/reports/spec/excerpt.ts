/**
 * What a report shows of the specification: the sections and tables that its cases point at. It stands
 * in the record, so that a report says what the run was judged by, whatever has changed since.
 */
import { listPackageFiles, readPackageFile } from '../../../src/adapters/package-files.js';
import { type SpecSection, sectionsIn } from './sections.js';
import { type SpecTable, tablesIn } from './tables.js';

export interface Excerpt {
  readonly sections: readonly SpecSection[];
  readonly tables: readonly SpecTable[];
}

/** The whole specification, read once. */
export function wholeSpecification(): Excerpt {
  const chapters = listPackageFiles('spec')
    .filter((name) => name.endsWith('.md'))
    .map((name) => [`spec/${name}`, readPackageFile(`spec/${name}`)] as const);
  return {
    sections: chapters.flatMap(([file, text]) => sectionsIn(file, text)),
    tables: chapters.flatMap(([file, text]) => tablesIn(file, text)),
  };
}

/** The part of it in which one of these ids is defined. */
export function excerptFor(ids: readonly string[], whole: Excerpt): Excerpt {
  const wanted = new Set(ids);
  return {
    sections: whole.sections.filter((section) => section.ids.some((id) => wanted.has(id))),
    tables: whole.tables.filter(({ rows }) => rows.some(({ id }) => wanted.has(id))),
  };
}
