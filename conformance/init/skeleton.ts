/**
 * A skeleton of an adapter, for whoever begins: files from conformance/init/templates, with the name
 * of the implementation put in. The node in it listens and does nothing useful.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { listPackageFiles, readPackageFile } from '../../src/adapters/package-files.js';
import { UserMistake } from '../../src/adapters/user-mistake.js';

export const LANGUAGES = ['python', 'go', 'typescript'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface SkeletonOptions {
  /** Folder to make; its last part is the name of the implementation. */
  readonly folder: string;
  /** One, into the folder itself; or all, each into a folder below. */
  readonly languages: readonly Language[];
  /** How the user calls this program. */
  readonly program: string;
  /** Whether the user's Node takes TypeScript as it is (from 22.18 on). */
  readonly nodeTakesTypes: boolean;
}

export interface Skeleton {
  /** Paths, as the user would write them. */
  readonly files: readonly string[];
  readonly targets: readonly { readonly language: Language; readonly path: string }[];
}

const TEMPLATES = 'conformance/init/templates';

/** @throws UserMistake if the folder has something in it, or its name is none for an implementation. */
export function writeSkeleton(options: SkeletonOptions): Skeleton {
  const { folder, languages } = options;
  const name = basename(folder);
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
    throw new UserMistake(
      `${folder}: expected a name of letters, digits, dots, dashes and underscores`,
    );
  }
  if (existsSync(folder) && (!isFolder(folder) || readdirSync(folder).length > 0)) {
    throw new UserMistake(`${folder} is already there: nothing is overwritten, take another name`);
  }
  const placed = languages.map((language) => ({
    language,
    folder: languages.length === 1 ? folder : join(folder, language),
  }));
  const files = placed.flatMap((place) => filesOf(place.language, place.folder, name, options));
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return {
    files: files.map(({ path }) => path),
    targets: placed.map(({ language, folder: own }) => ({
      language,
      path: join(own, 'target.json'),
    })),
  };
}

interface File {
  readonly path: string;
  readonly text: string;
}

function filesOf(
  language: Language,
  folder: string,
  name: string,
  { program, nodeTakesTypes }: SkeletonOptions,
): File[] {
  const words: Readonly<Record<string, string>> = {
    name,
    program,
    target: join(folder, 'target.json'),
    build: buildOf(language, folder, nodeTakesTypes),
  };
  const filled = (path: string): string =>
    readPackageFile(`${TEMPLATES}/${path}`).replaceAll(
      /\{\{(\w+)\}\}/g,
      (whole, word: string) => words[word] ?? whole,
    );
  const own = listPackageFiles(`${TEMPLATES}/${language}`).map((file) => ({
    path: join(folder, file),
    text: filled(`${language}/${file}`),
  }));
  const target = { schema: 1, name, connect: 'exec', command: commandOf(language, nodeTakesTypes) };
  const files = [
    { path: join(folder, 'target.json'), text: `${JSON.stringify(target, null, 2)}\n` },
    ...own,
    { path: join(folder, 'README.md'), text: filled('README.md') },
  ];
  if (language !== 'typescript' || nodeTakesTypes) return files;
  const npm = { name, private: true, type: 'module', devDependencies: { tsx: '^4' } };
  return [
    ...files,
    { path: join(folder, 'package.json'), text: `${JSON.stringify(npm, null, 2)}\n` },
  ];
}

function commandOf(language: Language, nodeTakesTypes: boolean): readonly string[] {
  switch (language) {
    case 'python':
      return ['python3', 'adapter.py'];
    case 'go':
      return ['./adapter'];
    case 'typescript':
      return nodeTakesTypes ? ['node', 'adapter.ts'] : ['npx', 'tsx', 'adapter.ts'];
  }
}

/** What has to be done before the adapter runs, as a sentence. */
function buildOf(language: Language, folder: string, nodeTakesTypes: boolean): string {
  const command = buildCommand(language, folder, nodeTakesTypes);
  return command === undefined
    ? 'Nothing has to be built.'
    : `Build it first, and after every change: \`${command}\`.`;
}

/** The command that makes the adapter of a skeleton ready to run; undefined if nothing has to be done. */
export function buildCommand(
  language: Language,
  folder: string,
  nodeTakesTypes: boolean,
): string | undefined {
  if (language === 'go') return `(cd '${folder}' && go build -o adapter .)`;
  if (language === 'typescript' && !nodeTakesTypes) return `(cd '${folder}' && npm install)`;
  return undefined;
}

const isFolder = (path: string): boolean => {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
};
