/** network.yaml: which organisations, members and channels a network has. */
import { parse } from 'yaml';
import { parseEndpoint } from '../endpoint.js';
import { UserMistake } from '../user-mistake.js';
import type { Batch } from './channel-group.js';

export interface NodeDescription {
  readonly name: string;
  /** host:port; of peers only needed for anchors. */
  readonly endpoint?: string;
  readonly isAnchor: boolean;
}

export interface OrganisationDescription {
  readonly mspId: string;
  readonly domain?: string;
  readonly nodes: readonly NodeDescription[];
  /** Clients, beside the administrator that every organisation has. */
  readonly users: readonly string[];
}

export interface NetworkDescription {
  readonly orderers: readonly OrganisationDescription[];
  readonly organisations: readonly OrganisationDescription[];
  readonly channels: readonly {
    readonly name: string;
    /** MSP IDs. */
    readonly organisations: readonly string[];
    readonly batch: Batch;
  }[];
}

export const NETWORK_EXAMPLE = `orderers:
  - mspId: OrdererMSP
    nodes:
      - { name: orderer0, endpoint: 127.0.0.1:7050 }
organisations:
  - mspId: Org1MSP
    nodes:
      - { name: peer0, endpoint: 127.0.0.1:7051, anchor: true }
      - { name: peer1, endpoint: 127.0.0.1:8051 }
    users: [User1]
channels:
  - name: ch1
    organisations: [Org1MSP]
    batch: { timeout: 2s, messageCountMax: 10 }
`;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const CHANNEL = /^[a-z][a-z0-9.-]{0,248}$/;
type Mapping = Readonly<Record<string, unknown>>;

/** @throws UserMistake naming the file, the key, what stands there and what is allowed */
export function parseNetwork(text: string, path: string): NetworkDescription {
  const fail = (key: string, allowed: string, actual: unknown): never => {
    throw new UserMistake(`${path}: ${key}: expected ${allowed}, got ${JSON.stringify(actual)}`);
  };
  const mapping = (key: string, value: unknown, allowed: readonly string[]): Mapping => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return fail(key, `a mapping with ${allowed.join(', ')}`, value);
    for (const name of Object.keys(value))
      if (!allowed.includes(name)) fail(`${key}.${name}`, `one of ${allowed.join(', ')}`, name);
    return value as Mapping;
  };
  const list = (key: string, value: unknown): readonly unknown[] =>
    value === undefined ? [] : Array.isArray(value) ? value : fail(key, 'a list', value);
  const name = (key: string, value: unknown, form = NAME): string =>
    typeof value === 'string' && form.test(value)
      ? value
      : fail(key, form === CHANNEL ? 'small letters, digits, . and -' : 'a name', value);

  const node = (key: string, value: unknown): NodeDescription => {
    if (typeof value === 'string') return { name: name(key, value), isAnchor: false };
    const of = mapping(key, value, ['name', 'endpoint', 'anchor']);
    const { endpoint, anchor = false } = of;
    if (endpoint !== undefined && (typeof endpoint !== 'string' || !parseEndpoint(endpoint)))
      fail(`${key}.endpoint`, 'host:port', endpoint);
    if (typeof anchor !== 'boolean') fail(`${key}.anchor`, 'true or false', anchor);
    if (anchor === true && endpoint === undefined)
      fail(`${key}.endpoint`, 'host:port, for an anchor has to be found', endpoint);
    return {
      name: name(`${key}.name`, of.name),
      ...(endpoint !== undefined && { endpoint: endpoint as string }),
      isAnchor: anchor === true,
    };
  };
  const organisation = (key: string, value: unknown): OrganisationDescription => {
    const of = mapping(key, value, ['mspId', 'domain', 'nodes', 'users']);
    return {
      mspId: name(`${key}.mspId`, of.mspId),
      ...(of.domain !== undefined && { domain: name(`${key}.domain`, of.domain) }),
      nodes: list(`${key}.nodes`, of.nodes).map((n, i) => node(`${key}.nodes[${i}]`, n)),
      users: list(`${key}.users`, of.users).map((n, i) => name(`${key}.users[${i}]`, n)),
    };
  };

  let root: Mapping;
  try {
    root = mapping('the document', parse(text), ['orderers', 'organisations', 'channels']);
  } catch (cause) {
    if (cause instanceof UserMistake) throw cause;
    return fail('the document', 'YAML', (cause as Error).message.split('\n')[0]);
  }
  const all = (key: 'orderers' | 'organisations') =>
    list(key, root[key]).map((value, i) => organisation(`${key}[${i}]`, value));
  const orderers = all('orderers');
  const organisations = all('organisations');
  if (organisations.length === 0) fail('organisations', 'at least one', root.organisations);
  const mspIds = [...orderers, ...organisations].map(({ mspId }) => mspId);
  const twice = mspIds.find((mspId, i) => mspIds.indexOf(mspId) !== i);
  if (twice !== undefined) fail('mspId', 'each once', twice);
  for (const { mspId, nodes } of orderers)
    for (const { name: of, endpoint } of nodes)
      if (endpoint === undefined) fail(`${mspId}, ${of}: endpoint`, 'host:port', endpoint);
  const channels = list('channels', root.channels).map((value, i) => {
    const key = `channels[${i}]`;
    const of = mapping(key, value, ['name', 'organisations', 'batch']);
    const known = organisations.map(({ mspId }) => mspId);
    const members =
      of.organisations === undefined ? known : list(`${key}.organisations`, of.organisations);
    for (const member of members)
      if (!known.includes(member as string))
        fail(`${key}.organisations`, `some of ${known.join(', ')}`, member);
    return {
      name: name(`${key}.name`, of.name, CHANNEL),
      organisations: members as readonly string[],
      batch: batchOf(`${key}.batch`, of.batch),
    };
  });
  if (channels.length > 0 && !orderers.some(({ nodes }) => nodes.length > 0))
    fail('orderers', 'at least one with a node, for there are channels', root.orderers);
  return { orderers, organisations, channels };

  function batchOf(key: string, value: unknown): Batch {
    if (value === undefined) return {};
    const counts = ['messageCountMax', 'preferredBytesMax', 'absoluteBytesMax'];
    const of = mapping(key, value, ['timeout', ...counts]);
    const { timeout } = of;
    if (timeout !== undefined && !/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(String(timeout)))
      fail(`${key}.timeout`, 'a duration as Go writes it, for example 500ms', timeout);
    for (const part of counts) {
      const count = of[part];
      if (count !== undefined && !(Number.isInteger(count) && (count as number) > 0))
        fail(`${key}.${part}`, 'a whole number above 0', count);
    }
    return of as Batch;
  }
}
