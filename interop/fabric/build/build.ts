/** Builds the releases that somebody asks for, one after the other, unless they are there. */
import { existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RELEASE_FILE } from '../../../conformance/targets/fabric-peer/binary.js';
import { UserMistake } from '../../../src/adapters/user-mistake.js';
import { COMMANDS, compile, goVersion } from './compile.js';
import { type Origin, sourceOf } from './source.js';
import type { ToolRun } from './tool.js';

/** Source, compiled packages and executables of one version, generously. */
const SPACE_BYTES = 2 ** 30;

export interface BuildOptions {
  /** Tags, in the order in which they are built. */
  readonly tags: readonly string[];
  readonly origin: Origin;
  /** Folder of builds; a folder for each tag is below it. */
  readonly into: string;
  /** Builds again what is there. */
  readonly again: boolean;
  readonly environment: ToolRun['environment'];
  readonly signal: AbortSignal;
  readonly told: (line: string) => void;
}

/** What became of one version. */
export interface Built {
  readonly version: string;
  readonly folder: string;
  /** False if it was there. */
  readonly fresh: boolean;
}

/**
 * @throws UserMistake if Go, git, the tag, the network or space is missing.
 * @throws ToolFailed if Go does not compile it. @throws ToolStopped if the signal is aborted.
 */
export async function build(options: BuildOptions): Promise<readonly Built[]> {
  const { tags, into, told } = options;
  const done: Built[] = [];
  for (const tag of tags) {
    const folder = join(into, tag);
    const fresh = options.again || !isThere(folder);
    if (fresh) await buildOne(tag, folder, options);
    told(fresh ? `${tag}: built in ${folder}` : `${tag}: was built before, in ${folder}`);
    done.push({ version: tag, folder, fresh });
  }
  return done;
}

const isThere = (folder: string): boolean =>
  [...COMMANDS, RELEASE_FILE].every((name) => existsSync(join(folder, name)));

async function buildOne(tag: string, folder: string, options: BuildOptions): Promise<void> {
  const { origin, into, environment, signal, told } = options;
  const run = { environment, signal };
  // Before anything is fetched: without Go it would be for nothing.
  await goVersion(run);
  mkdirSync(into, { recursive: true });
  const { bavail, bsize } = statfsSync(into);
  if (bavail * bsize < SPACE_BYTES) {
    const free = Math.floor((bavail * bsize) / 2 ** 20);
    throw new UserMistake(`${into}: a build takes 1024 MiB there, ${free} MiB are free`);
  }
  const checkout = join(dirname(into), 'source', tag);
  try {
    const from = origin.kind === 'folder' ? origin.path : origin.url;
    told(`${tag}: source from ${from}`);
    const source = await sourceOf(tag, origin, checkout, run);
    await compile(tag, source, folder, { ...run, told });
  } finally {
    rmSync(checkout, { recursive: true, force: true });
  }
}
