/** Settings as users of Fabric write them, and as they get them wrong. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { announcedEndpoint } from '../../../src/adapters/settings/announced.js';
import { environmentName, keyTable } from '../../../src/adapters/settings/keys.js';
import { parametersOf } from '../../../src/adapters/settings/parameters-of.js';
import { parseSettings, SettingsError } from '../../../src/adapters/settings/settings.js';
import { defaults, parameterTable } from '../../../src/peer/parameters.js';

const MINIMAL = { CORE_PEER_ADDRESS: 'peer0:7051', CORE_PEER_LOCALMSPID: 'Org1MSP' };
const settings = (yaml: string, environment: Record<string, string> = {}) =>
  parseSettings(yaml, { ...MINIMAL, CORE_PEER_TLS_ENABLED: 'false', ...environment });
const values = (yaml: string, environment?: Record<string, string>) =>
  settings(yaml, environment).values;
const problems = (yaml: string, environment: Record<string, string> = {}): readonly string[] => {
  try {
    settings(yaml, environment);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as SettingsError).problems;
  }
};
const gossip = (...lines: string[]) =>
  ['peer:', '  gossip:', ...lines.map((line) => `    ${line}`)].join('\n');

describe('settings', () => {
  it('reads values of every kind', () => {
    const yaml = `
peer:
  id: p1
  tls: { enabled: true, cert: { file: a.pem }, key: { file: b.pem }, clientRootCAs: { files: [ca.pem, cb.pem] } }
  gossip:
    pullInterval: 6s
    pullPeerNum: 5
    orgLeader: true
    externalEndpoint: out.example:7051
    bootstrap: [a:1, b:2]
    endpoint:
    state: { checkInterval: 250ms }
`;
    expect(parseSettings(yaml, MINIMAL).values).toMatchObject({
      'peer.id': 'p1',
      'peer.tls.enabled': true,
      'peer.tls.cert.file': 'a.pem',
      'peer.tls.clientRootCAs.files': ['ca.pem', 'cb.pem'],
      'peer.gossip.pullInterval': 6_000,
      'peer.gossip.pullPeerNum': 5,
      'peer.gossip.orgLeader': true,
      'peer.gossip.externalEndpoint': 'out.example:7051',
      'peer.gossip.bootstrap': ['a:1', 'b:2'],
      'peer.gossip.endpoint': '',
      'peer.gossip.state.checkInterval': 250,
    });
  });

  it('lets the environment override, and takes an empty variable for none', () => {
    const yaml = gossip('pullInterval: 6s', 'useLeaderElection: true', 'pullPeerNum: 7');
    expect(
      values(yaml, {
        CORE_PEER_GOSSIP_PULLINTERVAL: '8s',
        CORE_PEER_GOSSIP_USELEADERELECTION: 'false',
        CORE_PEER_GOSSIP_PULLPEERNUM: '',
        CORE_PEER_GOSSIP_STATE_ENABLED: '1',
        CORE_PEER_GOSSIP_PROPAGATEPEERNUM: '4',
      }),
    ).toMatchObject({
      'peer.gossip.pullInterval': 8_000,
      'peer.gossip.useLeaderElection': false,
      'peer.gossip.pullPeerNum': 7,
      'peer.gossip.state.enabled': true,
      'peer.gossip.propagatePeerNum': 4,
    });
  });

  it('matches keys without regard to case', () => {
    expect(values('Peer:\n  GOSSIP:\n    pullpeernum: 9')['peer.gossip.pullPeerNum']).toBe(9);
  });

  it.each(['a:1 b:2', 'a:1,b:2', ' a:1,  b:2 '])(
    'splits a list of endpoints written "%s"',
    (list) => {
      const expected = ['a:1', 'b:2'];
      expect(values('', { CORE_PEER_GOSSIP_BOOTSTRAP: list })['peer.gossip.bootstrap']).toEqual(
        expected,
      );
      expect(values(gossip(`bootstrap: "${list}"`))['peer.gossip.bootstrap']).toEqual(expected);
    },
  );

  it('takes 0 for the default where Fabric does, and for 0 elsewhere', () => {
    const yaml = gossip(
      'pullPeerNum: 0',
      'dialTimeout: 0s',
      'state: { checkInterval: 0, batchSize: 0 }',
    );
    expect(values(yaml)).toMatchObject({
      'peer.gossip.pullPeerNum': 3,
      'peer.gossip.dialTimeout': 3_000,
      'peer.gossip.state.checkInterval': 0,
      'peer.gossip.state.batchSize': 0,
    });
  });

  it('derives aliveExpirationTimeout and reconnectInterval where they are not set', () => {
    expect(values(gossip('aliveTimeInterval: 1s'))).toMatchObject({
      'peer.gossip.aliveExpirationTimeout': 5_000,
      'peer.gossip.reconnectInterval': 5_000,
    });
    expect(values(gossip('aliveExpirationTimeout: 8s', 'reconnectInterval: 0'))).toMatchObject({
      'peer.gossip.aliveExpirationTimeout': 8_000,
      'peer.gossip.reconnectInterval': 8_000,
    });
  });

  it('names key, value, place and what is allowed, for all mistakes at once', () => {
    const yaml = gossip(
      'pullInterval: 4x',
      'pullPeerNum: three',
      'maxConnectionAttempts: -1',
      'orgLeader: maybe',
      'bootstrap: [a, "b:70000", c:1]',
      'publishCertPeriod: -5s',
      'dialTimeout: [1s]',
    );
    const found = problems(yaml, { CORE_PEER_GOSSIP_SENDBUFFSIZE: 'many' });
    const duration =
      'expected a duration as Go writes it, not negative: 4s, 1500ms, 1h30m; a bare number counts nanoseconds';
    expect([...found].sort()).toEqual(
      [
        `peer.gossip.pullInterval: "4x" (core.yaml), ${duration}`,
        'peer.gossip.pullPeerNum: "three" (core.yaml), expected a whole number from 0 to 2147483647',
        'peer.gossip.maxConnectionAttempts: -1 (core.yaml), expected a whole number from 0 to 2147483647',
        'peer.gossip.orgLeader: "maybe" (core.yaml), expected true or false',
        'peer.gossip.bootstrap: ["a","b:70000","c:1"] (core.yaml), expected host:port with a port up to 65535',
        `peer.gossip.publishCertPeriod: "-5s" (core.yaml), ${duration}`,
        `peer.gossip.dialTimeout: ["1s"] (core.yaml), ${duration}`,
        'peer.gossip.sendBuffSize: "many" (CORE_PEER_GOSSIP_SENDBUFFSIZE), expected a whole number from 0 to 2147483647',
      ].sort(),
    );
  });

  it.each([
    [
      'a section where a value belongs',
      gossip('pullPeerNum: { a: 1 }'),
      'peer.gossip.pullPeerNum: {"a":1}',
    ],
    [
      'too long a duration',
      gossip('pullInterval: 9999999h'),
      'peer.gossip.pullInterval: "9999999h"',
    ],
    ['no YAML', 'peer: [', 'core.yaml: '],
    ['a key twice', 'peer:\n  id: a\n  id: b', 'core.yaml: '],
    ['no sections', '- a', 'core.yaml: expected sections'],
    ['both leaders', gossip('orgLeader: true', 'useLeaderElection: true'), 'both true'],
    [
      'too short a pull interval',
      gossip('pullInterval: 3s'),
      'peer.gossip.pullInterval (3000 ms): expected more than',
    ],
    [
      'death before the next heartbeat',
      gossip('aliveExpirationTimeout: 5s'),
      'peer.gossip.aliveExpirationTimeout (5000 ms)',
    ],
    ['a bare IPv6 address', gossip('endpoint: "[::1]:7051"'), 'exactly one colon'],
    ['TLS without a certificate', 'peer: { tls: { enabled: true } }', 'peer.tls.cert.file'],
    ['half a client pair', 'peer: { tls: { clientKey: { file: k } } }', 'both or neither'],
    [
      'fewer peers than required',
      gossip('pvtData: { implicitCollectionDisseminationPolicy: { requiredPeerCount: 2 } }'),
      'expected at least requiredPeerCount (2)',
    ],
  ])('refuses %s', (_, yaml, problem) => {
    const environment = yaml.includes('tls: { enabled: true }')
      ? { CORE_PEER_TLS_ENABLED: '' }
      : {};
    expect(problems(yaml, environment)).toEqual([expect.stringContaining(problem)]);
  });

  it('asks for an address, a MSP ID and client roots where they are needed', () => {
    const found = problems(
      'peer: { tls: { clientAuthRequired: true, cert: { file: a }, key: { file: b } } }',
      {
        CORE_PEER_ADDRESS: '',
        CORE_PEER_LOCALMSPID: '',
        CORE_PEER_TLS_ENABLED: 'true',
      },
    );
    expect(found.map((problem) => problem.split(':')[0])).toEqual([
      'peer.address',
      'peer.localMspId',
      'peer.tls.clientRootCAs.files',
    ]);
  });

  it('warns about unknown keys under peer.gossip, with the nearest known one', () => {
    const yaml = gossip(
      'pullIntervall: 4s',
      'election: { startGracePeriod: 1s }',
      'colour: { a: 1 }',
      'pvtData:',
    );
    const { warnings } = settings(`${yaml}\nvm: { endpoint: x }`, {
      CORE_PEER_GOSSIP_BOOTSTRAPS: 'a:1',
      CORE_PEER_LIMITS: '1',
    });
    expect(warnings.filter((warning) => warning.includes('unknown'))).toEqual([
      'peer.gossip.pullIntervall: unknown key, ignored; did you mean peer.gossip.pullInterval?',
      'peer.gossip.election.startGracePeriod: unknown key, ignored; did you mean peer.gossip.election.startupGracePeriod?',
      'peer.gossip.colour: unknown key, ignored',
      'CORE_PEER_GOSSIP_BOOTSTRAPS: unknown setting, ignored; did you mean CORE_PEER_GOSSIP_BOOTSTRAP?',
    ]);
  });

  it('warns about what works and is hardly meant', () => {
    const { warnings, values: read } = settings(
      gossip('publishCertPeriod: 10', 'requestWaitTime: 1s'),
    );
    expect(read['peer.gossip.publishCertPeriod']).toBe(1);
    expect(warnings.map((warning) => warning.split(/[:( ]/)[0])).toEqual([
      'peer.gossip.publishCertPeriod',
      'peer.gossip.requestWaitTime',
      'peer.tls.enabled',
    ]);
  });
});

describe('settings: tables', () => {
  const schema = JSON.parse(readFileSync('spec/schema/core-settings.schema.json', 'utf8'));
  const leaves = (node: any, path: string): Record<string, { $ref: string; default: unknown }> =>
    node.properties === undefined
      ? { [path]: node }
      : Object.assign(
          {},
          ...Object.entries(node.properties).map(([name, inner]) =>
            leaves(inner, path ? `${path}.${name}` : name),
          ),
        );

  it('have the keys, kinds and defaults of the JSON Schema', () => {
    const fromSchema = Object.fromEntries(
      Object.entries(leaves(schema, '')).map(([key, { $ref, default: value }]) => [
        key,
        { $ref, value },
      ]),
    );
    const fromTable = Object.fromEntries(
      keyTable.map(({ key, kind, default: value }) => [
        key,
        {
          $ref: `#/$defs/${kind}`,
          value: kind === 'duration' && value !== 0 ? `${value}ms` : value,
        },
      ]),
    );
    expect(fromSchema).toEqual(fromTable);
  });

  it('give every key an environment variable of its own', () => {
    expect(new Set(keyTable.map(({ key }) => environmentName(key))).size).toBe(keyTable.length);
    expect(environmentName('peer.gossip.bootstrap')).toBe('CORE_PEER_GOSSIP_BOOTSTRAP');
  });

  it('agree with the parameters of the specification', () => {
    expect(parametersOf(settings(''))).toEqual(defaults);
    const known = new Set<string>(keyTable.map(({ key }) => key));
    const unknown = parameterTable.filter(
      ({ fabricKey }) => fabricKey.startsWith('peer.') && !known.has(fabricKey),
    );
    expect(unknown).toEqual([]);
    expect(parametersOf(settings(gossip('connTimeout: 700ms'))).handshakeWait).toBe(700);
  });
});

describe('announced endpoint', () => {
  const interfaces = [
    { address: '127.0.0.1', internal: true },
    { address: 'fe80::1', internal: false },
    { address: '10.1.2.3', internal: false },
  ];
  const announced = (environment: Record<string, string>) =>
    announcedEndpoint(values('', environment), interfaces);

  it('is peer.gossip.endpoint, else peer.address, as written', () => {
    expect(announced({})).toBe('peer0:7051');
    expect(announced({ CORE_PEER_GOSSIP_ENDPOINT: '0.0.0.0:1' })).toBe('0.0.0.0:1');
  });

  it('is found out where the address names no host or says so', () => {
    expect(announced({ CORE_PEER_ADDRESS: '0.0.0.0:7051' })).toBe('10.1.2.3:7051');
    expect(announced({ CORE_PEER_ADDRESSAUTODETECT: 'true' })).toBe('10.1.2.3:7051');
    expect(() => announcedEndpoint(values('', { CORE_PEER_ADDRESS: '0.0.0.0:7051' }), [])).toThrow(
      'peer.address',
    );
  });
});
