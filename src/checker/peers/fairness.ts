/**
 * What weak fairness obliges in a network of peers: what is under way arrives, an armed timer fires, what is asked
 * is answered, time passes. Faults, sayings and commands come or do not.
 *
 * Implements spec/17-checker.md, CHEK-72, CHEK-75.
 */
import { createInterner } from '../interner.js';
import type { Fairness } from '../liveness/property.js';
import { NO_CLASS } from '../liveness/property.js';
import type { Hosts } from './hosts.js';
import type { Layout } from './layout.js';
import type { Doing } from './moves.js';
import type { PeerNetwork } from './network.js';

export function fairnessOf(
  { peers }: PeerNetwork,
  { layout, hosts, doing }: { layout: Layout; hosts: Hosts; doing: Doing },
): Fairness {
  const classes = createInterner<string>();
  const classNamed = (name: string): number => classes.intern(name, () => name);
  return {
    classOf() {
      const { name } = peers[doing.peer]!;
      if (doing.what === 'lets pass') return classNamed(`${name}: ${doing.about} passes`);
      const isOwed =
        doing.what === 'receives' || doing.what === 'sees' || doing.what === 'is answered';
      if (!isOwed) return NO_CLASS;
      const given = hosts.inputAt(doing.input);
      if (given.type === 'timer.fired') return classNamed(`${name}: timer ${given.timer}`);
      if (doing.what === 'receives' && 'link' in given)
        return classNamed(`${name}: arrivals on ${given.link}`);
      return classNamed(`${name}: answers ${given.type}`);
    },
    nameOf: (fairnessClass) => classes.at(fairnessClass),
    isCut(state) {
      for (let peer = 0; peer < layout.peerCount; peer += 1) {
        const local = state[peer]!;
        const isSpent = state[layout.timers + peer] === 0;
        if (isSpent && hosts.timersOf(peer, local).length > 0) return true;
        if (state[layout.budgets.ages] === 0 && hosts.agedOf(peer, local).length > 0) return true;
      }
      return false;
    },
  };
}
