/**
 * What a peer is like at present, read when somebody asks.
 *
 * Implements spec/14-observability.md, OBSV-3.
 */
import { channelsOf } from '../../peer/channel/view.js';
import { membershipOf, type Peer } from '../../peer/peer.js';
import type { Meters } from './meters.js';

export function readGauges(meters: Meters, peer: Peer, nowMs: number): void {
  const members = membershipOf(peer);
  for (const state of ['alive', 'dead'] as const)
    meters.set('fabric_gossip_members', members.filter((m) => m.state === state).length, { state });
  meters.clear('fabric_gossip_state_info_age_seconds');
  for (const { channel, height, leads } of channelsOf(peer, nowMs)) {
    meters.set('gossip_state_height', Number(height), { channel });
    meters.set('gossip_leader_election_leader', leads ? 1 : 0, { channel });
    const { buffer, stateInfos } = peer.state.channels.get(channel)!;
    meters.set('gossip_payload_buffer_size', buffer.blocks.size, { channel });
    const ages = [...stateInfos]
      .filter(([author]) => author !== peer.config.pkiHex)
      .map(([, { storedMs }]) => (nowMs - storedMs) / 1_000)
      .sort((a, b) => a - b);
    if (ages.length === 0) continue;
    const age = (of: string, seconds: number) =>
      meters.set('fabric_gossip_state_info_age_seconds', seconds, { channel, of });
    age('median', ages[Math.floor((ages.length - 1) / 2)]!);
    age('oldest', ages.at(-1)!);
  }
}
