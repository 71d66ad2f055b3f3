/** 10 Election: a configuration with which nobody knows who is to fetch blocks. */
import { type Case, defineCase } from '../../harness/case.js';

export const refusedModeCases: readonly Case[] = [
  defineCase({
    id: 'election/both-modes-at-once-refused',
    clauses: ['ELEC-15'],
    level: 'MUST',
    title: 'a peer refuses to run as elected leader and as static leader at once',
    needs: ['channels'],
    async run(scene) {
      const channel = scene.channel('ch1');
      const channels = [channel];
      // The same with one of them: what is refused is the other.
      await scene.start({ channels, settings: { leadership: 'static' } });
      await scene.refuses(
        { channels, settings: { leadership: 'both' } },
        'peer.gossip.useLeaderElection and peer.gossip.orgLeader',
      );
    },
  }),
];
