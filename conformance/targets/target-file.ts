/**
 * An implementation that a user describes in a target.json: which command starts a node, and what it
 * can do. The command gets the node as files and is ready when its gossip Ping answers.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readPackageFile } from '../../src/adapters/package-files.js';
import { UserMistake } from '../../src/adapters/user-mistake.js';
import { coreYaml, layout } from './fabric-peer/core-yaml.js';
import type { Launch } from './launch.js';
import { processTarget } from './process-target.js';
import type { Feature, Implementation, StartNode, Target } from './target.js';

/** Content of target.json; spec/schema/target.schema.json says what may stand in it. */
interface TargetFile {
  readonly name: string;
  readonly version: string;
  readonly language: string;
  readonly profile?: NonNullable<Implementation['profile']>;
  readonly command: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly features: readonly Feature[];
  readonly timeScale?: number;
}

/** @throws UserMistake if the file cannot be read, or says what is not allowed. */
export function targetFile(path: string, timeScale: number): Target {
  const file = read(path);
  const { name, version, language, profile } = file;
  const folder = resolve(dirname(path), file.cwd ?? '.');
  return processTarget({
    name: path,
    features: file.features,
    timeScale: (file.timeScale ?? 1) * timeScale,
    identify: async () => ({ name, version, language, ...(profile && { profile }) }),
    prepare: (node) => prepare(file, folder, node),
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
  const [command, ...args] = file.command.map((word) =>
    Object.entries(places).reduce((text, [name, place]) => text.replaceAll(name, place), word),
  );
  return {
    command: command!,
    args,
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: node.workdir, ...file.env },
    log: join(node.workdir, 'node.log'),
    answers: file.features.includes('rejects'),
  };
}

function read(path: string): TargetFile {
  let file: unknown;
  try {
    file = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserMistake(`--target ${path}: ${(error as Error).message}`);
  }
  const schema = JSON.parse(readPackageFile('spec/schema/target.schema.json')) as object;
  const control = JSON.parse(readPackageFile('spec/schema/control.schema.json')) as object;
  const isTarget = new Ajv2020({ allowUnionTypes: true })
    .addSchema(control)
    .compile<TargetFile>(schema);
  if (isTarget(file)) return file;
  const [first] = isTarget.errors ?? [];
  const where = first?.instancePath.slice(1).replaceAll('/', '.') || 'the file';
  const allowed = (first?.params as { allowedValues?: unknown[] } | undefined)?.allowedValues;
  const which = allowed ? `: ${allowed.join(', ')}` : '';
  throw new UserMistake(`${path}: ${where} ${first?.message}${which}`);
}
