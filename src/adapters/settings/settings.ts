/**
 * Settings of a peer from Fabric's own core.yaml and environment. Whatever is wrong is told at once,
 * each with key, value and what is allowed; nothing is silently ignored.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readPackageFile } from '../package-files.js';
import { UserMistake } from '../user-mistake.js';
import { conflicts, doubts } from './constraints.js';
import { millisecondsOf, settingDuration } from './durations.js';
import { type Key, type KeyRow, keyTable, type Value, type Values } from './keys.js';
import { type Environment, type RawValue, readRawValues } from './raw-values.js';

export interface Settings {
  readonly values: Values;
  /** Keys that were set, in core.yaml or in the environment. */
  readonly set: ReadonlySet<Key>;
  /** What was ignored or is doubtful, for people. */
  readonly warnings: readonly string[];
}

/** A user's mistakes in the settings, all at once. */
export class SettingsError extends UserMistake {
  override readonly name = 'SettingsError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(['the settings have problems:', ...problems].join('\n  '));
    this.problems = problems;
  }
}

const SCHEMA = 'spec/schema/core-settings.schema.json';

/**
 * Reads the text of a core.yaml; `environment` (names as in `CORE_PEER_GOSSIP_BOOTSTRAP`) overrides it.
 * @throws SettingsError naming every problem.
 */
export function parseSettings(yamlText: string, environment: Environment): Settings {
  const raw = readRawValues(yamlText, environment);
  const problems = [...raw.problems, ...violations(raw.values)];
  if (problems.length > 0) throw new SettingsError(problems);

  const warnings = [...raw.warnings];
  const given = new Map<Key, Value>();
  for (const row of keyTable) {
    const value = readValue(row, raw.values.get(row.key), problems, warnings);
    if (value !== undefined) given.set(row.key, value);
  }
  const values = Object.fromEntries(
    keyTable.map((row) => [row.key, given.get(row.key) ?? row.default]),
  ) as Record<Key, Value>;
  // The defaults of these two follow other keys.
  const silence = 'peer.gossip.aliveExpirationTimeout';
  values[silence] = given.get(silence) ?? 5 * (values['peer.gossip.aliveTimeInterval'] as number);
  values['peer.gossip.reconnectInterval'] =
    given.get('peer.gossip.reconnectInterval') ?? values[silence];

  const all = values as unknown as Values;
  problems.push(...conflicts(all));
  if (problems.length > 0) throw new SettingsError(problems);
  return { values: all, set: new Set(raw.values.keys()), warnings: [...warnings, ...doubts(all)] };
}

/** The value that was given; undefined where the default applies. */
function readValue(
  { key, kind, zero }: KeyRow,
  raw: RawValue | undefined,
  problems: string[],
  warnings: string[],
): Value | undefined {
  if (raw === undefined) return undefined;
  if (kind !== 'duration') {
    const value = raw.value as Value;
    return value === 0 && zero === 'default' ? undefined : value;
  }
  const nanoseconds = settingDuration(raw.value as string | number);
  if (nanoseconds === undefined) {
    problems.push(`${key}: ${show(raw)} is too long, a duration is at most 292 years`);
    return undefined;
  }
  if (nanoseconds === 0n && zero === 'default') return undefined;
  if (nanoseconds > 0n && nanoseconds < 1_000_000n)
    warnings.push(
      `${key}: ${show(raw)} is ${nanoseconds} ns, taken as 1 ms; did you forget the unit (4s, 10ms)?`,
    );
  return millisecondsOf(nanoseconds);
}

let compiled: ValidateFunction | undefined;

/** Ways in which the values break the JSON Schema. */
function violations(values: ReadonlyMap<Key, RawValue>): readonly string[] {
  // The schema is our own and a test judges it; doing so at every start would take half of the start.
  compiled ??= new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    meta: false,
    validateSchema: false,
    code: { optimize: false },
  }).compile(JSON.parse(readPackageFile(SCHEMA)));
  const validate = compiled;
  if (validate(nested(values))) return [];
  const problems = (validate.errors ?? []).map(({ instancePath, parentSchema }) => {
    const parts = instancePath.slice(1).split('/');
    const key = keyTable.find((row) =>
      `${instancePath}/`.startsWith(`/${row.key.replaceAll('.', '/')}/`),
    )?.key;
    const allowed = (parentSchema as { description?: string }).description ?? 'another value';
    return key === undefined
      ? `${parts.join('.')}: expected ${allowed}`
      : `${key}: ${show(values.get(key)!)}, expected ${allowed}`;
  });
  return [...new Set(problems)];
}

function nested(values: ReadonlyMap<Key, RawValue>): object {
  const root: Record<string, unknown> = {};
  for (const [key, { value }] of values) {
    const names = key.split('.');
    let section = root;
    for (const name of names.slice(0, -1)) {
      section[name] ??= {};
      section = section[name] as Record<string, unknown>;
    }
    section[names.at(-1)!] = value;
  }
  return root;
}

const show = ({ written, source }: RawValue): string =>
  `${JSON.stringify(written) ?? String(written)} (${source})`;
