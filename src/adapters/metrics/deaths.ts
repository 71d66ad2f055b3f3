/**
 * Deaths of members, and those that were none: the member is heard of again and has not been restarted.
 *
 * Implements spec/14-observability.md, OBSV-6.
 */
import type { Peer } from '../../peer/peer.js';
import type { Trace } from '../../peer/trace.js';
import type { Meters } from './meters.js';

type Step = Extract<Trace, { kind: 'step' }>;

/** To be told of every step of a member, after the input that it came from. */
export function countDeaths(meters: Meters): (peer: Peer, step: Step) => void {
  /** For each dead member, with which incNum it died. No more than the peer has members. */
  const died = new Map<string, bigint>();
  return (peer, { entity: pki, from, to }) => {
    const incNum = peer.state.members.get(pki)?.timestamp.incNum;
    if (to === from) return;
    if (from === 'alive' && to === 'dead' && incNum !== undefined) {
      meters.count('fabric_gossip_deaths_total');
      died.set(pki, incNum);
      return;
    }
    if (from === 'dead' && to === 'alive' && died.get(pki) === incNum)
      meters.count('fabric_gossip_false_deaths_total');
    died.delete(pki);
  };
}
