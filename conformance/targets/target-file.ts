/**
 * An implementation that a user describes in a target.json: how to connect to it, and what it can do. A
 * command that starts a node gets it as files, and is ready when its gossip Ping answers.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readPackageFile } from '../../src/adapters/package-files.js';
import { UserMistake } from '../../src/adapters/user-mistake.js';
import { adapterTarget } from './adapter-target.js';
import { nodesByHand } from './by-hand.js';
import { worded } from './control/messages.js';
import { coreYaml, layout } from './fabric-peer/core-yaml.js';
import type { Launch } from './launch.js';
import { processTarget } from './process-target.js';
import type { Feature, Implementation, StartNode, Target } from './target.js';

/** Content of target.json; spec/schema/target.schema.json says what may stand in it. */
export interface TargetFile {
  readonly name: string;
  readonly version?: string;
  readonly language?: string;
  readonly profile?: NonNullable<Implementation['profile']>;
  readonly connect?: 'command' | 'exec' | 'attach';
  readonly command?: readonly [string, ...string[]];
  readonly versionCommand?: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly address?: string;
  readonly nodes?: readonly string[];
  readonly features?: readonly Feature[];
  readonly timeScale?: number;
}

/** @throws UserMistake if the file cannot be read, or says what is not allowed. */
export function targetFile(path: string, timeScale: number): Target {
  const file = readTargetFile(path);
  const { name, version = '', language = '', profile, features = [] } = file;
  const scale = (file.timeScale ?? 1) * timeScale;
  if (file.connect === 'exec' || file.address !== undefined) return adapter(path, file, scale);
  const identify = async () => ({ name, version, language, ...(profile && { profile }) });
  const common = { name: path, features, timeScale: scale, identify };
  if (file.nodes !== undefined) {
    const folders = file.nodes.map((folder) => resolve(dirname(path), folder));
    return nodesByHand({ ...common, folders });
  }
  const folder = folderOf(path, file);
  return processTarget({ ...common, prepare: (node) => prepare(file, folder, node) });
}

/** The folder in which its command runs; absolute. */
export const folderOf = (path: string, { cwd = '.' }: TargetFile): string =>
  resolve(dirname(path), cwd);

function adapter(path: string, file: TargetFile, timeScale: number): Target {
  const { name, version, language, profile, features, command, address } = file;
  return adapterTarget({
    name: path,
    timeScale,
    declared: {
      implementation: {
        name,
        ...(version && { version }),
        ...(language && { language }),
        ...(profile && { profile }),
      },
      ...(features && { features }),
    },
    ...(command && {
      exec: { command, cwd: folderOf(path, file), env: { ...process.env, ...file.env } },
    }),
    ...(address && { attach: address }),
  });
}

function prepare(file: TargetFile, cwd: string, node: StartNode): Launch {
  const places = {
    '{config}': join(node.workdir, layout.config),
    '{node}': join(node.workdir, 'node.json'),
    '{workdir}': node.workdir,
  };
  writeFileSync(places['{config}'], coreYaml(node));
  writeFileSync(places['{node}'], JSON.stringify(node, null, 2));
  const [command, ...args] = file.command!.map((word) =>
    Object.entries(places).reduce((text, [name, place]) => text.replaceAll(name, place), word),
  );
  return {
    command: command!,
    args,
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: node.workdir, ...file.env },
    log: join(node.workdir, 'node.log'),
    answers: ASKED.some((feature) => file.features?.includes(feature)),
  };
}

/** Features for which a node is asked while it runs. */
const ASKED: readonly Feature[] = ['rejects', 'query', 'leave'];

/** @throws UserMistake if the file cannot be read, or says what is not allowed. */
export function readTargetFile(path: string): TargetFile {
  let file: unknown;
  try {
    file = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserMistake(`--target ${path}: ${(error as Error).message}`);
  }
  const schema = JSON.parse(readPackageFile('spec/schema/target.schema.json')) as object;
  const control = JSON.parse(readPackageFile('spec/schema/control.schema.json')) as object;
  const isTarget = new Ajv2020({ allowUnionTypes: true, allErrors: true, verbose: true })
    .addSchema(control)
    .compile<TargetFile>(schema);
  if (isTarget(file)) return file;
  const errors = isTarget.errors ?? [];
  // A misspelt name is also a missing one; the first says more.
  const first = errors.find(({ keyword }) => keyword === 'additionalProperties') ?? errors[0];
  const unwanted = first?.keyword === 'false schema' && first.instancePath.slice(1);
  if (unwanted)
    throw new UserMistake(
      `${path}: ${unwanted} does not go with this way to connect (command, exec or attach; docs/targets.md)`,
    );
  throw new UserMistake(`${path}: ${first?.instancePath ? '' : 'the file '}${worded([first!])}`);
}
