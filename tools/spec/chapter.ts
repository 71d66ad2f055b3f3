/** Reads the marked tables of one Markdown chapter: cells as text, each with its line number. */
import { readFileSync } from 'node:fs';

export interface Chapter {
  readonly path: string;
  readonly lines: readonly string[];
}

export interface TableLine {
  /** One-based line in the chapter. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface MarkdownTable {
  /** Of the marker or, where there is none, of the header. */
  readonly line: number;
  readonly header: readonly string[];
  readonly rows: readonly TableLine[];
}

export type TableKind = 'state-table' | 'decision-table' | 'conditions';

export const readChapter = (path: string): Chapter => chapterOf(path, readFileSync(path, 'utf8'));

/** What stands in a fenced block is an example: its lines are emptied. */
export function chapterOf(path: string, text: string): Chapter {
  let fenced = false;
  const lines = text.split('\n').map((line) => {
    const fence = line.trimStart().startsWith('```');
    if (fence) fenced = !fenced;
    return fence || fenced ? '' : line;
  });
  return { path, lines };
}

const marker = /^<!-- (state-table|decision-table|conditions): ([a-z0-9-]+) -->$/;

/** The tables that a chapter announces by `<!-- KIND: NAME -->`, in order. */
export function announced(chapter: Chapter): { kind: TableKind; name: string; line: number }[] {
  return chapter.lines.flatMap((text, i) => {
    const match = marker.exec(text.trim());
    return match === null ? [] : [{ kind: match[1] as TableKind, name: match[2]!, line: i + 1 }];
  });
}

/** The cells of one table line, without backticks. A pipe inside a cell is written `\|`. */
export const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('`', '').replaceAll('\\|', '|'));

/** The first table at or after a one-based line, or undefined if other text comes before it. */
export function tableFrom(chapter: Chapter, from: number): MarkdownTable | undefined {
  let at = from - 1;
  while (at < chapter.lines.length && chapter.lines[at]!.trim() === '') at += 1;
  const first = at;
  while (chapter.lines[at]?.trim().startsWith('|')) at += 1;
  if (at - first < 2) return undefined;
  const rows = chapter.lines
    .slice(first + 2, at)
    .map((text, i) => ({ line: first + 3 + i, cells: cellsOf(text) }));
  return { line: first + 1, header: cellsOf(chapter.lines[first]!), rows };
}

/** @throws Error if the chapter does not announce the table, or announces it without one following. */
export function markedTable(chapter: Chapter, kind: TableKind, name: string): MarkdownTable {
  const found = announced(chapter).find((a) => a.kind === kind && a.name === name);
  if (found === undefined) throw new Error(`${chapter.path} has no <!-- ${kind}: ${name} -->`);
  const table = tableFrom(chapter, found.line + 1);
  if (table === undefined)
    throw new Error(`${chapter.path}:${found.line} no table follows <!-- ${kind}: ${name} -->`);
  return table;
}
