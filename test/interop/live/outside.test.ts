/** What counts as heard of a channel: names in the clear, MACs of its members, and what messages carry inside. */
import { describe, expect, it } from 'vitest';
import { heardIn } from '../../../interop/fabric/live/script/outside.js';

const CAPTURE = 'spec/vectors/fabric-2.4.9/traffic.jsonl';
/** PKI-IDs of two members, as spec/vectors/README.md tells them. */
const MEMBERS = [
  'a58aa6232464b8bc01f7141a56f3b74c13ae2efb93f9439c7c531d0066a9a2f0',
  '8a6e8294580263c96e811cd9c86dbb47ce88a2a6479be7672bc488977fcaedc7',
];

describe('what a recording has of a channel', () => {
  it('is counted by kind for a channel that the peer is in', async () => {
    const heard = await heardIn(CAPTURE, 'ch1', MEMBERS);
    expect(heard.get('dataMsg')).toBeGreaterThan(0);
    expect(heard.get('stateInfo')).toBeGreaterThan(0);
    expect(heard.get('leadershipMsg')).toBeGreaterThan(0);
  });
  it('finds StateInfo by the MAC of its author alone', async () => {
    const heard = await heardIn(CAPTURE, 'ch1', []);
    expect(heard.has('stateInfo')).toBe(false);
    expect(heard.has('dataMsg')).toBe(true);
  });
  it('is nothing for a channel that nobody spoke of', async () => {
    expect([...(await heardIn(CAPTURE, 'ch9', MEMBERS))]).toEqual([]);
  });
});
