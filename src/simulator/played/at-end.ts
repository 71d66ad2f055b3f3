/** How it stands with each peer when a path is over. Plain data. */
import { isAlive } from '../../peer/members.js';
import type { PlayedNetwork, PlayedRun } from './run.js';

export interface PeerAtEnd {
  readonly name: string;
  readonly stands: 'runs' | 'lies' | 'is gone' | 'has failed';
  /** Names of those that it takes for alive. */
  readonly members: readonly string[];
  readonly channels: readonly ChannelAtEnd[];
}

export interface ChannelAtEnd {
  readonly name: string;
  /** Blocks that it has. */
  readonly height: number;
  readonly leads: boolean;
}

export function peersAtEnd({ peers }: PlayedNetwork, { stage }: PlayedRun): PeerAtEnd[] {
  const names = new Map(peers.map(({ name, pkiId }) => [pkiId, name]));
  return peers.map(({ name, isLiar }): PeerAtEnd => {
    const { peer } = stage.simulation.node(name);
    if (peer === undefined) {
      const stands = stage.failures.has(name) ? 'has failed' : 'is gone';
      return { name, stands, members: [], channels: [] };
    }
    const { members, channels } = peer.state;
    return {
      name,
      stands: isLiar ? 'lies' : 'runs',
      members: [...members].flatMap(([pki, member]) =>
        isAlive(member) ? [names.get(pki) ?? pki] : [],
      ),
      channels: [...channels].map(([channel, { height, election }]) => ({
        name: channel,
        height: Number(height),
        leads: election.leads,
      })),
    };
  });
}
