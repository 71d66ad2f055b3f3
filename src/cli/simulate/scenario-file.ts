/** Scenario files: YAML to a scenario, with errors that say what, where and what is allowed; and back. */
import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { parse, stringify } from 'yaml';
import { readPackageFile } from '../../adapters/package-files.js';
import { UserMistake } from '../../adapters/user-mistake.js';
import { type FaultKind, faultKinds } from '../../simulator/scenario/faults.js';
import { problemsOf } from '../../simulator/scenario/problems.js';
import {
  organisationOf,
  type Scenario,
  scenarioDefaults,
  scenarioOf,
} from '../../simulator/scenario/scenario.js';
import { parametersOf } from './scenario-parameters.js';
import { plainOf } from './units.js';

/** @throws UserMistake if the file cannot be read, or says what is not allowed. */
export function readScenario(path: string): Scenario {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UserMistake(`${path}: cannot be read (${(cause as Error).message})`, { cause });
  }
  return parseScenario(path, text);
}

/** @throws UserMistake if the text says what is not allowed; `path` is for the message. */
export function parseScenario(path: string, text: string): Scenario {
  let file: unknown;
  try {
    file = parse(text);
  } catch (cause) {
    throw new UserMistake(`${path}: not YAML (${(cause as Error).message})`, { cause });
  }
  const schema = JSON.parse(readPackageFile('spec/schema/scenario.schema.json')) as object;
  const isScenario = new Ajv2020({
    discriminator: true,
    allErrors: false,
    verbose: true,
    allowUnionTypes: true,
    strict: false,
  }).compile(schema);
  if (!isScenario(file)) throw new UserMistake(`${path}: ${sayOf(isScenario.errors ?? [])}`);
  const scenario = scenarioFrom(path, file as Raw);
  const [problem] = problemsOf(scenario);
  if (problem !== undefined) throw new UserMistake(`${path}: ${problem}`);
  return scenario;
}

/** The same scenario as text that can be read again. */
export const writeScenario = (scenario: Scenario): string => {
  const { random, ...rest } = scenario;
  return stringify(random === undefined ? rest : scenario);
};

function sayOf(errors: readonly ErrorObject[]): string {
  // Of a value with several forms, the deepest complaint says most.
  const [error] = [...errors].sort((a, b) => b.instancePath.length - a.instancePath.length);
  if (error === undefined) return 'not a scenario';
  const where = error.instancePath.slice(1).replaceAll('/', '.') || 'the file';
  const { params, data, parentSchema } = error as { params: Record<string, unknown> } & ErrorObject;
  const allowed = params.allowedValues as unknown[] | undefined;
  const about = (parentSchema as { description?: string } | undefined)?.description;
  if (error.keyword === 'additionalProperties')
    return `${where}: "${params.additionalProperty}" is not known here; allowed are ${knownIn(parentSchema)}`;
  if (error.keyword === 'required') return `${where}: "${params.missingProperty}" is missing`;
  if (error.keyword === 'discriminator')
    return `${where}: kind is ${JSON.stringify(params.tagValue)}, expected one of ${faultKinds.join(', ')}`;
  const got = typeof data === 'object' ? '' : `, got ${JSON.stringify(data)?.slice(0, 60)}`;
  const what = error.keyword === 'pattern' ? sayPattern(String(params.pattern)) : error.message;
  return `${where}: ${what}${allowed ? ` (${allowed.join(', ')})` : ''}${got}${about ? ` — ${about}` : ''}`;
}

const knownIn = (schema: unknown): string =>
  Object.keys((schema as { properties?: object }).properties ?? {}).join(', ');

function sayPattern(pattern: string): string {
  if (pattern.includes('(us|ms|s|m|h)')) return 'expected a time such as 300ms, 4s or 2m';
  if (pattern.includes('bit')) return 'expected a rate such as 10Mbit/s';
  if (pattern.includes('%')) return 'expected a share such as 0.05 or 5%, up to 100%';
  if (pattern.includes('KB')) return 'expected a size such as 100KB';
  return `expected something like ${pattern}`;
}

/** What the schema lets through. */
type Raw = Record<string, any>;

function scenarioFrom(path: string, raw: Raw): Scenario {
  const organisations = raw.organisations.map((o: Raw) => ({ region: '', hidden: 0, ...o }));
  const all = organisations.map(({ name }: Raw) => name);
  const duration = plainOf(raw.duration ?? scenarioDefaults.duration);
  const { $schema: _, ...rest } = raw;
  return scenarioOf({
    ...rest,
    ...plain(raw, ['duration', 'startWithin']),
    organisations,
    channels: (raw.channels ?? []).map((c: Raw) => ({ organisations: all, without: [], ...c })),
    parameters: parametersOf(path, raw.parameters ?? {}),
    blocks: (raw.blocks ?? []).map((b: Raw) => ({
      transactions: 1,
      ...b,
      from: plainOf(b.from ?? 30_000),
      every: plainOf(b.every),
      size: plainOf(b.size ?? 1_000),
    })),
    links: {
      ...(raw.links ?? {}),
      ...linkFrom(raw.links ?? {}),
      between: (raw.links?.between ?? []).map((one: Raw) => ({ ...one, ...linkFrom(one) })),
    },
    costs: plain(raw.costs ?? {}, ['input', 'verify', 'commit']),
    faults: (raw.faults ?? []).map((f: Raw, i: number) => ({
      ...faultFrom(f, duration),
      ...changeFrom(`${path}: faults.${i}`, f, raw.channels ?? []),
    })),
    ...(raw.random && { random: randomFrom(raw.random) }),
  } as Parameters<typeof scenarioOf>[0]);
}

const plain = <K extends string>(from: Raw, keys: readonly K[]) =>
  Object.fromEntries(
    keys.flatMap((key) => (from[key] === undefined ? [] : [[key, plainOf(from[key])]])),
  );

const linkFrom = (from: Raw) => ({
  ...plain(from, ['bandwidth', 'loss', 'duplication', 'reordering']),
  ...(from.latency !== undefined && { latency: latencyFrom(from.latency) }),
  ...(from.dial !== undefined && { dial: latencyFrom(from.dial) }),
});

function latencyFrom(raw: Raw | number | string) {
  if (typeof raw !== 'object') return plainOf(raw);
  if ('uniform' in raw) return { uniform: raw.uniform.map(plainOf) };
  return { normal: { mean: plainOf(raw.normal.mean), deviation: plainOf(raw.normal.deviation) } };
}

/** How long a peer is away that starts with other parameters, where the file does not say. */
const RESTART_MS = 1_000;

const faultDefaults: Readonly<Record<string, (duration: number, at: number) => object>> = {
  partition: () => ({ oneWay: false }),
  crash: (duration) => ({ keeps: 'ledger', until: duration }),
  byzantine: () => ({ rate: 10 }),
  link: () => ({ oneWay: false }),
  message: () => ({ nth: 1 }),
  parameters: (_, at) => ({ of: [], until: at + RESTART_MS }),
};

function faultFrom(raw: Raw, duration: number) {
  const times = ['at', 'until', 'by', 'share', 'delay'].flatMap((key) =>
    raw[key] === undefined ? [] : [[key, plainOf(raw[key])] as const],
  );
  return {
    ...faultDefaults[raw.kind]?.(duration, plainOf(raw.at)),
    ...raw,
    ...Object.fromEntries(times),
  };
}

/** What the changes of a scenario say in words of their own. */
function changeFrom(where: string, raw: Raw, channels: readonly Raw[]): object {
  if (raw.kind === 'link') return linkFrom(raw);
  if (raw.kind === 'parameters') return { parameters: parametersOf(where, raw.parameters) };
  if (raw.kind !== 'newcomer' || raw.channels !== undefined) return {};
  const own = organisationOf(raw.peer);
  const open = channels.filter((c) => c.organisations?.includes(own) ?? true);
  return { channels: open.map(({ name }) => name) };
}

const RANDOM_KINDS: readonly FaultKind[] = faultKinds.slice(0, 7);

const randomFrom = (raw: Raw) => ({
  kinds: RANDOM_KINDS,
  ...raw,
  from: plainOf(raw.from),
  until: plainOf(raw.until),
});
