/** What each row of a decision table and each clause of the specification lets a peer do with a message. */
import { listPackageFiles, readPackageFile } from './package-files.js';
import { specClauses } from './spec-index.js';

/** Of the words `ignore` and `reject` those that an id allows, by id; none where it says neither. */
export function specDecisions(): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { id, text } of specClauses()) found.set(id, wordsIn(text));
  for (const name of listPackageFiles('spec').filter((file) => file.endsWith('.md')))
    for (const [, id, cells] of readPackageFile(`spec/${name}`).matchAll(
      /^\| ([A-Z]+-D\d+) \|(.*)$/gm,
    ))
      found.set(id!, wordsIn(cells!.replaceAll(/\| (?!`(?:ignore|reject)`)[^|]*/g, '')));
  return found;
}

const wordsIn = (text: string): string[] =>
  ['ignore', 'reject'].filter((word) => new RegExp(`\\b${word}\\b`).test(text));
