/**
 * StateInfo: CHAN-I3 (every stored one is of a member of the channel), CHAN-I5 (its timestamp only grows).
 * Looked at after every sweep for silence.
 */
import { isNewer, type Timestamp } from '../../rules/alive-message.js';
import type { Node } from '../node.js';
import { organisationOf } from '../scenario/scenario.js';
import type { InvariantContext, InvariantWatch } from './context.js';

export function watchStateInfos({ network, breach, isCorrect }: InvariantContext): InvariantWatch {
  /** By node, life and channel, then by author. */
  const newest = new Map<string, Map<string, Timestamp>>();

  function check(node: Node): void {
    const { scenario, trust } = network();
    for (const { name, organisations } of scenario.channels) {
      const entry = node.peer!.state.channels.get(name);
      if (entry === undefined) continue;
      const key = `${node.index} ${node.life} ${name}`;
      const before = newest.get(key);
      const now = new Map<string, Timestamp>();
      for (const [pki, { timestamp }] of entry.stateInfos) {
        const author = trust.nameOf(pki) ?? pki;
        if (!organisations.includes(organisationOf(author)))
          breach('CHAN-I3', node.name, `keeps a StateInfo of ${author} for ${name}`);
        const known = before?.get(pki);
        if (known !== undefined && isNewer(known, timestamp))
          breach('CHAN-I5', node.name, `the StateInfo of ${author} for ${name} went back`);
        now.set(pki, timestamp);
      }
      newest.set(key, now);
    }
  }

  return {
    observer: {
      trace(node, trace) {
        if (trace.kind === 'step' && trace.entity === 'member-sweep' && isCorrect(node.name))
          check(node);
      },
    },
  };
}
