/** Faults of links and handshakes: for each property of each model a peer that is not as it should be. */
import type { PeerStep } from '../../../src/checker/peers/network.js';
import { brokenPeers } from '../broken-peers.js';
import { after, before, deafTo } from '../faulty-steps.js';
import { type Faults, step } from './plant.js';

const failing: PeerStep = before((_, input) => {
  if (input.type === 'timer.fired') throw new Error('a timer that nobody expects');
  return input;
});

export const faults: Faults = {
  handshake: {
    'LINK-I1': step(brokenPeers['LINK-I1']!),
    // Takes whoever is at the other end for somebody else.
    'LINK-I2': step(
      after(({ state }) => {
        for (const { acceptor, dialler } of state.links.values()) {
          const entity = acceptor?.entity ?? dialler!.entity;
          if (entity.pkiId !== '') entity.pkiId = 'aa';
        }
        return undefined;
      }),
    ),
    'linked-both-ways': step(deafTo('conn')),
    crossing: step(before((_, input) => (input.type === 'link.requested' ? undefined : input))),
    'SYS-I3': step(failing),
    // Waits for ever.
    settles: step(
      after(({ state }) => {
        for (const timer of state.timers.keys())
          if (timer.startsWith('link-')) state.timers.delete(timer);
        return undefined;
      }),
    ),
    agrees: step(before((_, input) => (input.type === 'stream.ended' ? undefined : input))),
  },
};
