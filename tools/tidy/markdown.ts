/** Rules for Markdown: one title, no skipped heading level, links that lead somewhere, width. */
import type { Source } from './source.js';

/** Lines outside of fenced blocks, numbered from one. */
function proseOf(text: string): { line: number; text: string }[] {
  let fenced = false;
  return text.split('\n').flatMap((line, i) => {
    const fence = /^\s*(```|~~~)/.test(line);
    if (fence) fenced = !fenced;
    return fence || fenced ? [] : [{ line: i + 1, text: line }];
  });
}

export function badHeadings({ path, text }: Source): string[] {
  const headings = proseOf(text).flatMap(({ line, text: prose }) => {
    const match = /^(#{1,6}) \S/.exec(prose);
    return match === null ? [] : [{ line, level: match[1]!.length }];
  });
  const titles = headings.filter(({ level }) => level === 1);
  return [
    ...(titles.length === 1 ? [] : [`${path} has ${titles.length} titles, not one`]),
    ...headings.flatMap(({ line, level }, i) =>
      level > (headings[i - 1]?.level ?? 0) + 1 ? [`${path}:${line} skips a heading level`] : [],
    ),
  ];
}

/** As renderers make them: lower case, punctuation dropped, spaces to hyphens. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

const anchorsIn = (text: string) =>
  new Set(proseOf(text).flatMap((l) => /^#{1,6} (.*)$/.exec(l.text)?.slice(1).map(anchorOf) ?? []));

export interface Link {
  readonly line: number;
  readonly target: string;
}

export const linksIn = (text: string): Link[] =>
  proseOf(text).flatMap(({ line, text: prose }) =>
    [...prose.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map((m) => ({
      line,
      target: m[1]!,
    })),
  );

/** Links into the project that do not resolve. `read` gives a file's text, `''` for a folder. */
export function brokenLinks(
  { path, text }: Source,
  read: (path: string) => string | undefined,
): string[] {
  return linksIn(text).flatMap(({ line, target }) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [file = '', anchor] = target.split('#');
    const parts = path.split('/').slice(0, -1);
    for (const part of file.split('/'))
      if (part === '..') parts.pop();
      else if (part !== '.' && part !== '') parts.push(part);
    const to = file === '' ? text : read(parts.join('/'));
    if (to === undefined) return [`${path}:${line} links to ${target}, which does not exist`];
    return anchor !== undefined && to !== '' && !anchorsIn(to).has(anchor)
      ? [`${path}:${line} links to ${target}, which has no such heading`]
      : [];
  });
}

/** Lines longer than the limit. Tables and links that cannot be broken are exempt. */
export function wideLines({ path, text }: Source, limit: number): string[] {
  return proseOf(text)
    .filter(({ text: prose }) => [...prose].length > limit && !prose.trimStart().startsWith('|'))
    .filter(({ text: prose }) => prose.trim().includes(' '))
    .map(({ line, text: prose }) => `${path}:${line} has ${[...prose].length} columns`);
}
