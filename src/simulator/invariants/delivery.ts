/**
 * Delivery: DELV-I1 (at most one stream of a channel to the ordering service), ELEC-I2 (nobody but a leader
 * fetches blocks).
 */
import type { InvariantContext, InvariantWatch } from './context.js';

export function watchDelivery({ network, breach }: InvariantContext): InvariantWatch {
  return {
    observer: {
      stepped(node, _, effects) {
        for (const [index, effect] of effects.entries()) {
          if (effect.type !== 'orderer.open') continue;
          const { channel, stream } = effect;
          const before = [...node.unfinished.values(), ...effects.slice(0, index)].filter(
            (known) => known.type === 'orderer.open' && known.channel === channel,
          ) as (typeof effect)[];
          // One that the same step closes is closed before another is opened.
          const isClosed = (known: typeof effect) =>
            effects.some(
              (e) =>
                e.type === 'orderer.close' && e.channel === channel && e.stream === known.stream,
            );
          if (!before.every(isClosed))
            breach('DELV-I1', node.name, `opens stream ${stream} of ${channel} beside another`);
          const leads = node.peer?.state.channels.get(channel)?.election.leads;
          if (network().scenario.leadership === 'election' && leads !== true)
            breach('ELEC-I2', node.name, `fetches blocks of ${channel}, and does not lead`);
        }
      },
    },
  };
}
