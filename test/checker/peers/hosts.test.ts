/** What arrives at a peer, as its host hands it over. */
import { describe, expect, it } from 'vitest';
import { membership } from '../../../src/checker/models/membership.js';
import { createHosts } from '../../../src/checker/peers/hosts.js';
import { createPairs } from '../../../src/checker/peers/pairs.js';
import { ACCEPTED, OPENED } from '../../../src/checker/peers/streams.js';

describe('the host of a peer', () => {
  // A link is named by who dials it, not by whom it reaches: after a return the name is there again.
  it.each([
    ['opened', OPENED],
    ['accepted', ACCEPTED],
  ])('CHEK-20: says of a stream that is %s whose certificate is at its other end', (_, item) => {
    const pairs = createPairs();
    const hosts = createHosts(membership({ timers: 1 }), pairs);
    const link = item === OPENED ? 'd1' : 'a1.1.d1';
    const taking = pairs.changeOf({ type: 'take', by: 0, link });
    const inputFrom = (from: number) =>
      hosts.inputAt(hosts.arrivalInput({ peer: 0, from, link, item, taking }));
    const [one, two] = [inputFrom(1), inputFrom(2)] as { remoteTlsHash?: Uint8Array }[];
    expect(one!.remoteTlsHash).toHaveLength(32);
    expect(one!.remoteTlsHash).not.toEqual(two!.remoteTlsHash);
    expect(inputFrom(1)).toBe(one);
  });
});
