/** Fabric's source of one version: from a git repository, near or far, or a folder that holds it. */
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserMistake } from '../../../src/adapters/user-mistake.js';
import { runTool, ToolFailed, type ToolRun } from './tool.js';
import { versionIn } from './version.js';

export const PUBLIC_REPOSITORY = 'https://github.com/hyperledger/fabric';

/** Where source comes from, by what somebody said of it. */
export type Origin =
  | { readonly kind: 'repository'; readonly url: string; readonly isNear: boolean }
  /** Files without a history, to be used where they are. */
  | { readonly kind: 'folder'; readonly path: string };

export interface Source {
  readonly folder: string;
  /** Short hash, where a repository told it. */
  readonly commit: string | undefined;
}

/**
 * What `--source` means: a URL, a checkout, a bare repository or a folder of source.
 * @throws UserMistake if it is a path where nothing is.
 */
export function originOf(said: string): Origin {
  if (/^[a-z][a-z+]*:\/\//.test(said) || /^[\w.-]+@[\w.-]+:/.test(said)) {
    return { kind: 'repository', url: said, isNear: said.startsWith('file:') };
  }
  const path = resolve(said);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserMistake(
      `--source ${said}: expected the URL of a git repository, or a folder that is a checkout, a bare repository or unpacked source of Fabric`,
    );
  }
  const isBare = existsSync(join(path, 'HEAD')) && existsSync(join(path, 'objects'));
  if (!isBare && !existsSync(join(path, '.git'))) return { kind: 'folder', path };
  return { kind: 'repository', url: pathToFileURL(path).href, isNear: true };
}

/**
 * Lays the source of `tag` into `folder`, or names where it is already.
 * @throws UserMistake if the source has no such version, or cannot be reached.
 */
export async function sourceOf(
  tag: string,
  origin: Origin,
  folder: string,
  run: ToolRun,
): Promise<Source> {
  if (origin.kind === 'folder') return unpacked(tag, origin.path);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const environment = {
    ...run.environment,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    // A network that answers nothing is none: less than 1000 bytes a second for 30 s.
    GIT_HTTP_LOW_SPEED_LIMIT: '1000',
    GIT_HTTP_LOW_SPEED_TIME: '30',
  };
  const git = { ...run, environment };
  const words = ['--depth', '1', '--single-branch', '--branch', tag, '--progress'];
  try {
    await runTool(
      'git',
      ['-c', 'advice.detachedHead=false', 'clone', ...words, origin.url, folder],
      git,
    );
  } catch (error) {
    if (!(error instanceof ToolFailed)) throw error;
    return instead(tag, origin, error);
  }
  const commit = await runTool('git', ['-C', folder, 'rev-parse', '--short', 'HEAD'], git);
  return { folder, commit: commit.trim() };
}

function unpacked(tag: string, path: string): Source {
  const version = versionIn(path);
  if (version === tag) return { folder: path, commit: undefined };
  const found = version === undefined ? 'that is no source of Fabric' : `it is ${version}`;
  throw new UserMistake(`--source ${path}: expected the source of Fabric ${tag}, but ${found}`);
}

/** A checkout without the tag may be of that version all the same. */
function instead(
  tag: string,
  { url, isNear }: Origin & { kind: 'repository' },
  { tail }: ToolFailed,
): Source {
  const said = tail.join(' ');
  const isMissing = /Remote branch \S+ not found/.test(said);
  if (isMissing && isNear) {
    const path = new URL(url).pathname;
    if (versionIn(path) === tag) return { folder: path, commit: undefined };
  }
  if (isMissing) throw new UserMistake(`--source ${url}: has no tag ${tag}`);
  const line = tail.findLast((one) => /^(fatal|error):/.test(one)) ?? tail.at(-1) ?? 'git failed';
  const hint = isNear
    ? ''
    : '; without a network, --source or FABRIC_SOURCE names a copy of the repository';
  throw new UserMistake(`--source ${url}: could not be had: ${line}${hint}`);
}
