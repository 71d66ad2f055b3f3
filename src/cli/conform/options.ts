/** Options that several commands of `conform` share, and what their values must be. */
import { type Command, Option } from 'commander';
import type { Level, Profile } from '../../../conformance/harness/case.js';
import { UserMistake } from '../../adapters/user-mistake.js';

export const PROFILES: readonly Profile[] = ['fabric-2.5', 'fabric-3.1', 'hardened'];

export const PATTERNS =
  'PATTERN is a case id with * for anything, a chapter (link), a clause (LINK-4), an area (LINK), or\n@FILE with one pattern a line.';

export const EXIT_STATUS = `Exit status: 0 conforms, 1 does not or the baseline is out of date, 2 only inconclusive or not all
was run, 3 target not started, 4 defect of the suite, 64 wrong usage.`;

/** What `--skip`, `--level` and `--clause` say. */
export interface ChoiceOptions {
  readonly skip: readonly string[];
  readonly level?: Level;
  readonly clause: readonly string[];
}

const collect = (value: string, former: readonly string[]): readonly string[] => [...former, value];

/** Adds the options with which cases are chosen. */
export function choosing(command: Command): Command {
  return command
    .argument('[pattern...]', 'cases (default: all)')
    .option('--skip <pattern>', 'leave these out; may be repeated', collect, [])
    .option('--clause <id>', 'only cases that cite it; may be repeated', collect, [])
    .option(
      '--level <level>',
      'the weakest that is judged: MUST; SHOULD = MUST and SHOULD; MAY = all (default: MAY)',
      levelOf,
    );
}

export const profileOption = (description: string): Option =>
  new Option('--profile <profile>', description).choices(PROFILES as string[]);

export const setOption = (): Option =>
  new Option('--set <set>', 'core: some of every chapter, within a minute; all (default)').choices([
    'core',
    'all',
  ]);

function levelOf(value: string): Level {
  const level = value.toUpperCase();
  if (level === 'MUST' || level === 'SHOULD' || level === 'MAY') return level;
  throw new UserMistake(`--level: expected MUST, SHOULD or MAY, got ${value}`);
}

export const countOf =
  (option: string) =>
  (value: string): number => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1) {
      throw new UserMistake(`${option}: expected a whole number from 1, got ${value}`);
    }
    return number;
  };

export function factor(value: string): number {
  const number = Number(value);
  if (!(number > 0 && number <= 100)) {
    throw new UserMistake(`--time-scale: expected a number above 0 and up to 100, got ${value}`);
  }
  return number;
}
