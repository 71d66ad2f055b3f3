/** The modules of spec/tla/ and the bounds in which they are checked. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TlcRun } from './tlc.js';

const FOLDER = fileURLToPath(new URL('../../spec/tla/', import.meta.url));

export interface ModuleSource {
  readonly name: string;
  /** Every module of the folder by file name: one may extend another. */
  readonly files: Readonly<Record<string, string>>;
  readonly config: string;
}

/** Names of all modules that have bounds. */
export const moduleNames = (): string[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.cfg'))
    .map((name) => name.slice(0, -'.cfg'.length))
    .sort();

/** `constants`: in the place of those of the .cfg, such as `{ N: 9 }`. @throws if there is no such module. */
export function moduleSource(name: string, constants: Readonly<Record<string, number>> = {}) {
  const read = (file: string) => readFileSync(`${FOLDER}${file}`, 'utf8');
  const files = Object.fromEntries(
    readdirSync(FOLDER)
      .filter((file) => file.endsWith('.tla'))
      .map((file) => [file, read(file)]),
  );
  const source: ModuleSource = {
    name,
    files,
    config: withConstants(read(`${name}.cfg`), constants),
  };
  return source;
}

/** @throws RangeError if the configuration gives no such constant. */
function withConstants(config: string, constants: Readonly<Record<string, number>>): string {
  return Object.entries(constants).reduce((text, [constant, value]) => {
    const line = new RegExp(`^(CONSTANT ${constant} = ).*$`, 'm');
    if (!line.test(text)) throw new RangeError(`${constant}: the .cfg gives no such constant`);
    return text.replace(line, `$1${value}`);
  }, config);
}

/** The names of the invariants and properties that a configuration asks for. */
export const judgedIn = (config: string): string[] =>
  [...config.matchAll(/^(?:INVARIANT|PROPERTY) (\S+)$/gm)].map(([, name]) => name!);

export const runOf = ({ name, files, config }: ModuleSource): TlcRun => ({
  module: name,
  files,
  config,
});
