/**
 * An implementation that a user describes in a target.json: which command starts a node, and what it
 * can do. The command gets the node as files and is ready when its gossip Ping answers.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserMistake } from '../../src/adapters/user-mistake.js';
import { coreYaml, layout } from './fabric-peer/core-yaml.js';
import { processTarget } from './process-target.js';
import type { Feature, Implementation, StartNode, Target } from './target.js';

/** Content of target.json; spec/schema/target.schema.json. */
export interface TargetFile {
  readonly schema: 1;
  readonly name: string;
  readonly version: string;
  readonly language: string;
  readonly profile?: NonNullable<Implementation['profile']>;
  /**
   * Command line of one node. `{config}` is a core.yaml, `{node}` a JSON file with everything about
   * the node (StartNode), `{workdir}` its folder.
   */
  readonly command: readonly [string, ...string[]];
  /** Relative to the file; default its folder. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly features: readonly Feature[];
  readonly timeScale?: number;
}

const PROFILES: readonly unknown[] = ['fabric-2.5', 'fabric-3.1', 'hardened', undefined];
const FEATURES: readonly unknown[] = [
  'multi-org',
  'timings',
  'restart',
  'large-messages',
  'channels',
] satisfies Feature[];

/** @throws UserMistake if the file cannot be read or says what is not allowed. */
export function targetFile(path: string, timeScale: number): Target {
  const file = read(path);
  const folder = resolve(dirname(path), file.cwd ?? '.');
  return processTarget({
    name: path,
    features: file.features,
    timeScale: (file.timeScale ?? 1) * timeScale,
    identify: async () => ({
      name: file.name,
      version: file.version,
      language: file.language,
      ...(file.profile && { profile: file.profile }),
    }),
    prepare: (node) => prepare(file, folder, node),
  });
}

function prepare(file: TargetFile, cwd: string, node: StartNode) {
  const config = join(node.workdir, layout.config);
  const description = join(node.workdir, 'node.json');
  writeFileSync(config, coreYaml(node));
  writeFileSync(description, JSON.stringify(node, null, 2));
  const [command, ...args] = file.command.map((word) =>
    word
      .replaceAll('{config}', config)
      .replaceAll('{node}', description)
      .replaceAll('{workdir}', node.workdir),
  );
  return {
    command: command!,
    args,
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: node.workdir, ...file.env },
    log: join(node.workdir, 'node.log'),
  };
}

function read(path: string): TargetFile {
  let file: Partial<TargetFile>;
  try {
    file = JSON.parse(readFileSync(path, 'utf8')) as Partial<TargetFile>;
  } catch (error) {
    throw new UserMistake(`--target ${path}: ${(error as Error).message}`);
  }
  const wrong = (key: string, allowed: string): never => {
    throw new UserMistake(`${path}: ${key}: expected ${allowed}`);
  };
  if (file.schema !== 1) wrong('schema', '1');
  for (const key of ['name', 'version', 'language'] as const) {
    if (typeof file[key] !== 'string') wrong(key, 'a text');
  }
  const { command, features } = file;
  if (
    !Array.isArray(command) ||
    command.length === 0 ||
    command.some((w) => typeof w !== 'string')
  ) {
    wrong('command', 'a list of words, the program first');
  }
  if (!Array.isArray(features) || features.some((f) => !FEATURES.includes(f))) {
    wrong('features', `a list of ${FEATURES.join(', ')}`);
  }
  if (!PROFILES.includes(file.profile)) wrong('profile', 'fabric-2.5, fabric-3.1 or hardened');
  return file as TargetFile;
}
