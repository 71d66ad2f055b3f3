/** Push: PUSH-I1 (nothing is pushed back to the peer from which it came). */
import type { GossipMessage } from '../../wire/message-types.js';
import type { InvariantContext, InvariantWatch } from './context.js';

const PUSHED: ReadonlySet<string | undefined> = new Set(['aliveMsg', 'dataMsg', 'stateInfo']);
const SEVERAL = -1;

export function watchPush({ breach, isCorrect }: InvariantContext): InvariantWatch {
  /** From whom each node had a message: one node, or several. */
  const sources = new WeakMap<GossipMessage, Map<number, number>>();
  const sourcesOf = (message: GossipMessage): Map<number, number> => {
    let known = sources.get(message);
    if (known === undefined) {
      known = new Map();
      sources.set(message, known);
    }
    return known;
  };
  return {
    observer: {
      received(from, to, { message }) {
        if (message === undefined || !PUSHED.has(message.content.case)) return;
        const known = sourcesOf(message);
        const before = known.get(to.index);
        if (before === undefined) known.set(to.index, from.index);
        else if (before !== from.index) known.set(to.index, SEVERAL);
      },
      sent(from, to, { message }) {
        if (message === undefined || !PUSHED.has(message.content.case)) return;
        const known = sourcesOf(message);
        const source = known.get(from.index);
        // Its own: that it comes back changes nothing.
        if (source === undefined) known.set(from.index, SEVERAL);
        if (source === to.index && isCorrect(from.name))
          breach('PUSH-I1', from.name, `pushes back to ${to.name} what came from there`);
      },
    },
  };
}
