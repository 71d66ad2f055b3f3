import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CHANNEL_SETTINGS } from '../../../conformance/harness/channel-settings.js';
import { WIRE_TIMINGS } from '../../../conformance/harness/timings.js';
import { coreYaml, gossipTimings } from '../../../conformance/targets/fabric-peer/core-yaml.js';
import type { StartNode } from '../../../conformance/targets/target.js';

const node: StartNode = {
  name: 'p1',
  mspId: 'OrgOMSP',
  workdir: '/w/p1',
  listen: '127.0.0.1:41001',
  advertise: { internal: '127.0.0.1:42001', external: '' },
  bootstrap: ['127.0.0.1:42002', '127.0.0.1:42003'],
  mspDir: '/w/msp',
  tlsDir: '/w/tls',
  otherOrgMsps: {},
  channels: [],
  channelSettings: CHANNEL_SETTINGS,
  timings: WIRE_TIMINGS,
  seed: '1',
};

/** Every string of a tree, with the path of keys that leads to it. */
function strings(tree: unknown, path = ''): [path: string, value: string][] {
  if (typeof tree === 'string') return [[path, tree]];
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => strings(value, `${path}/${key}`));
}

describe('core.yaml of a Fabric peer under test', () => {
  it('announces what the suite says, not what it listens on', () => {
    const { peer } = parse(coreYaml(node));
    expect(peer.listenAddress).toBe('127.0.0.1:41001');
    expect(peer.gossip.endpoint).toBe('127.0.0.1:42001');
    expect(peer.gossip.externalEndpoint).toBe('');
    expect(peer.gossip.bootstrap).toEqual(['127.0.0.1:42002', '127.0.0.1:42003']);
  });

  it('listens on loopback alone', () => {
    const listeners = strings(parse(coreYaml(node))).filter(([path]) => /listen/i.test(path));
    expect(listeners.length).toBeGreaterThanOrEqual(3);
    for (const [path, value] of listeners) expect(value, path).toMatch(/^127\.0\.0\.1:/);
  });

  it('keeps everything that it writes below the workdir', () => {
    const absolute = strings(parse(coreYaml(node))).filter(([, value]) => value.startsWith('/'));
    expect(absolute.length).toBeGreaterThan(0);
    for (const [path, value] of absolute) expect(value, path).toMatch(/^\/w\/p1\//);
  });

  it('carries every timing of the suite', () => {
    const { gossip } = parse(coreYaml(node)).peer;
    for (const [name, value] of Object.entries(WIRE_TIMINGS)) {
      const key = name.replace(/Ms$/, '');
      expect(gossip[key], key).toBe(key === name ? value : `${value}ms`);
    }
  });

  it.each([0, -1, 1.5, Number.NaN])(
    'refuses the timing %s, which Fabric would not honour',
    (ms) => {
      expect(() => gossipTimings({ pullIntervalMs: ms })).toThrow(/timings\.pullIntervalMs is/);
    },
  );
});
