/** A command as one text, as people write it on a command line, to program and arguments. No shell. */
import { UserMistake } from '../../src/adapters/user-mistake.js';

/**
 * Words part at white space; '…' and "…" keep it, a backslash keeps the next character (not within '…').
 * @throws UserMistake if a quote is not closed.
 */
export function wordsOf(command: string): string[] {
  const words: string[] = [];
  const word = /\s*((?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+)/gsy;
  for (let match = word.exec(command); match !== null; match = word.exec(command)) {
    words.push(
      match[1]!.replaceAll(PART, (part, single, double, kept) => plain(part, single, double, kept)),
    );
    if (command.slice(word.lastIndex).trim() === '') return words;
  }
  if (command.trim() === '') return words;
  throw new UserMistake(`a quote or a backslash of this command is not closed: ${command}`);
}

const PART = /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs;

const plain = (
  part: string,
  single: string | undefined,
  double: string | undefined,
  kept: string | undefined,
): string => single ?? double?.replaceAll(/\\(["\\])/g, '$1') ?? kept ?? part;
