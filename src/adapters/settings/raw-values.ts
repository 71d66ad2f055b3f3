/**
 * What a user wrote for each known key, in core.yaml or in the environment, each value in the form
 * that the JSON Schema expects. Nothing is judged here but keys that nobody knows.
 */
import { parseDocument } from 'yaml';
import { environmentName, type Key, type Kind, keyTable } from './keys.js';
import { nearestOf } from './nearest.js';

export interface RawValue {
  readonly value: unknown;
  /** As written, for messages. */
  readonly written: unknown;
  /** For people: `core.yaml`, or the name of an environment variable. */
  readonly source: string;
}

export interface RawValues {
  readonly values: ReadonlyMap<Key, RawValue>;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;
type Section = Readonly<Record<string, unknown>>;

const isSection = (value: unknown): value is Section =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function readRawValues(yamlText: string, environment: Environment): RawValues {
  const { root, problems } = readYaml(yamlText);
  const written = new Map<string, unknown>();
  collect(root, '', written);
  const values = new Map<Key, RawValue>();
  for (const { key, kind } of keyTable) {
    const name = environmentName(key);
    const found: [unknown, string] = environment[name]
      ? [environment[name], name]
      : [written.get(key.toLowerCase()), 'core.yaml'];
    // An empty value is as good as none, as in Fabric.
    if (found[0] === undefined || found[0] === null || found[0] === '') continue;
    values.set(key, { value: readAs(kind, found[0]), written: found[0], source: found[1] });
  }
  return { values, problems, warnings: unknownKeys(root, environment) };
}

function readYaml(text: string): { readonly root: Section; readonly problems: readonly string[] } {
  const document = parseDocument(text, { prettyErrors: true });
  const problems = document.errors.map((error) => `core.yaml: ${error.message.split('\n')[0]}`);
  if (problems.length > 0) return { root: {}, problems };
  const root: unknown = document.toJS() ?? {};
  return isSection(root)
    ? { root, problems: [] }
    : { root: {}, problems: ['core.yaml: expected sections with keys, such as "peer:"'] };
}

/** Every value and section by its path in lower case: Fabric's keys know no case. */
function collect(section: Section, prefix: string, into: Map<string, unknown>): void {
  for (const [name, value] of Object.entries(section)) {
    const path = `${prefix}${name.toLowerCase()}`;
    into.set(path, value);
    if (isSection(value)) collect(value, `${path}.`, into);
  }
}

/** A text in the form of its kind; what does not fit stays as it is, for the schema to refuse. */
function readAs(kind: Kind, value: unknown): unknown {
  if (typeof value === 'number' && kind === 'text') return String(value);
  if (typeof value !== 'string') return value;
  switch (kind) {
    case 'count':
      return /^[+-]?\d+$/.test(value) ? Number(value) : value;
    case 'flag':
      if (/^(1|t|T|true|TRUE|True)$/.test(value)) return true;
      return /^(0|f|F|false|FALSE|False)$/.test(value) ? false : value;
    case 'endpoints':
      return value.split(/[\s,]+/).filter((part) => part !== '');
    case 'paths':
      return value.split(/\s+/).filter((part) => part !== '');
    default:
      return value;
  }
}

const SECTION = 'peer.gossip.';
const ENVIRONMENT_SECTION = environmentName(SECTION);

/** Keys under peer.gossip that no gossip peer knows, with the one that was perhaps meant. */
function unknownKeys(root: Section, environment: Environment): readonly string[] {
  const known = keyTable.map(({ key }) => key).filter((key) => key.startsWith(SECTION));
  const lowerCase = new Set(known.map((key) => key.toLowerCase()));
  const isSectionKey = (path: string) => [...lowerCase].some((key) => key.startsWith(`${path}.`));
  const leaves: string[] = [];
  const visit = (value: unknown, path: string): void => {
    const lower = path.toLowerCase();
    if (isSection(value) && (isSectionKey(lower) || Object.keys(value).length === 0))
      for (const [name, inner] of Object.entries(value)) visit(inner, `${path}.${name}`);
    else if (!lowerCase.has(lower) && !(value === null && isSectionKey(lower))) leaves.push(path);
  };
  const peer = Object.entries(root).find(([name]) => name.toLowerCase() === 'peer')?.[1];
  if (isSection(peer))
    for (const [name, value] of Object.entries(peer))
      if (name.toLowerCase() === 'gossip') visit(value, 'peer.gossip');
  const names = new Set(known.map(environmentName));
  return [
    ...leaves.map((path) => `${path}: unknown key, ignored${meant(path, known)}`),
    ...Object.keys(environment)
      .filter((name) => name.startsWith(ENVIRONMENT_SECTION) && !names.has(name))
      .map((name) => `${name}: unknown setting, ignored${meant(name, [...names])}`),
  ];
}

const meant = (name: string, known: readonly string[]): string => {
  const nearest = nearestOf(name, known);
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
};
