/**
 * What comes about sometimes: LINK-I4, MEMB-I7, PUSH-I3, PUSH-I7, PULL-I6, XFER-I6, ELEC-I6, DELV-I5, SYS-I4.
 * A watch that never sees them has watched a network in which nothing happens.
 */
import type { SimulationObserver } from '../node.js';
import type { InvariantContext } from './context.js';

export interface SometimesWatch {
  readonly observer: SimulationObserver;
  readonly reached: ReadonlySet<string>;
}

export function watchSometimes({ network, isCorrect }: InvariantContext): SometimesWatch {
  const reached = new Set<string>();
  /** The last message that a node pushed, and to how many at that instant. */
  let burst = { key: '', count: 0 };
  let burstOf: unknown;
  /** Highest block that each node has received, by node and channel. */
  const highest = new Map<string, bigint>();
  const late = new Set<string>();
  const hasLed = new Set<string>();

  function blockSeen(key: string, number: bigint, what: 'received' | 'committed'): void {
    if (what === 'committed') {
      if (late.delete(`${key} ${number}`)) reached.add('XFER-I6');
      return;
    }
    const before = highest.get(key) ?? 0n;
    if (number < before) late.add(`${key} ${number}`);
    else highest.set(key, number);
  }

  return {
    reached,
    observer: {
      trace(node, trace) {
        if (trace.kind === 'step') {
          if (trace.event === 'link.superseded') reached.add('LINK-I4');
          if (trace.row === 'MEMB-R10') reached.add('MEMB-I7');
        } else if (trace.kind === 'verdict') {
          const { nameOf } = network().trust;
          const sender = nameOf(trace.sender);
          if (trace.verdict === 'reject' && sender !== undefined && !isCorrect(sender))
            reached.add('SYS-I4');
        } else if (trace.kind === 'block') {
          const number = BigInt(trace.number);
          const window = node.peer?.state.channels.get(trace.channel)?.window;
          if (trace.source === 'pull') reached.add('PULL-I6');
          if (trace.source === 'push' && [...(window?.keys() ?? [])].some((held) => held > number))
            reached.add('PUSH-I7');
          blockSeen(`${node.name} ${node.life} ${trace.channel}`, number, trace.what);
        } else if (trace.kind === 'leadership') {
          const key = `${node.name} ${trace.channel}`;
          if (trace.leads) hasLed.add(key);
          else if (hasLed.has(key)) reached.add('ELEC-I6');
        }
      },
      sent(from, _, { message }, atMs) {
        if (message === undefined || reached.has('PUSH-I3')) return;
        if (message.content.case !== 'aliveMsg') return;
        const key = `${from.index} ${atMs}`;
        if (burst.key !== key || burstOf !== message) burst = { key, count: 0 };
        burstOf = message;
        burst.count += 1;
        if (burst.count === from.peer?.config.parameters.propagatePeerNum) reached.add('PUSH-I3');
      },
      stepped(_, __, effects) {
        for (const { type } of effects) if (type === 'orderer.resume') reached.add('DELV-I5');
      },
    },
  };
}
