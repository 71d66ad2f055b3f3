/** Random faults of a scenario, drawn from its seed and written out, so that each can be left out again. */
import { createSeededBits } from '../choose-seeded.js';
import type { DrawnKind, Fault, Misdeed } from './faults.js';
import { firstPeerNames, type Scenario } from './scenario.js';

/** The same scenario with every fault written out, in the order of their instants. */
export function withDrawnFaults(scenario: Scenario): Scenario {
  const { random, ...rest } = scenario;
  if (random === undefined) return scenario;
  const drawn = Array.from({ length: random.count }, drawer(scenario, random));
  const faults = [...scenario.faults, ...drawn].sort((a, b) => a.at - b.at);
  return { ...rest, faults };
}

const MISDEEDS: readonly Misdeed[] = ['forge', 'replay', 'cross-channel', 'equivocate', 'flood'];

function drawer(scenario: Scenario, random: NonNullable<Scenario['random']>): () => Fault {
  const bits = createSeededBits(scenario.seed ^ 0xfa17);
  const below = (bound: number) => Math.floor((bits() / 2 ** 32) * bound);
  const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const names = firstPeerNames(scenario);
  const side = () => names.filter(() => below(2) === 0);
  return () => {
    const kind: DrawnKind = one(random.kinds);
    const at = random.from + below(random.until - random.from);
    const until = at + 1 + below(random.until - at);
    const peer = one(names);
    const span = { at, until };
    switch (kind) {
      case 'partition': {
        const first = side();
        const others = names.filter((name) => !first.includes(name));
        return { kind, ...span, sides: [first, others], oneWay: below(3) === 0 };
      }
      case 'crash':
        return { kind, ...span, peer, keeps: one(['everything', 'ledger', 'nothing'] as const) };
      case 'pause':
        return { kind, ...span, peer };
      case 'slow':
        return { kind, ...span, peer, factor: 2 + below(50) };
      case 'loss':
        return { kind, ...span, share: (1 + below(30)) / 100 };
      case 'orderer-down':
        return { kind, ...span };
      case 'clock':
        return { kind, at, peer, by: below(120_000) - 60_000 };
      case 'expire':
      case 'revoke':
        return { kind, at, peer };
      case 'leave':
        return scenario.channels.length === 0
          ? { kind: 'pause', ...span, peer }
          : { kind, at, peer, channel: one(scenario.channels).name };
      case 'byzantine':
        return { kind, ...span, peer, does: [one(MISDEEDS)], rate: 1 + below(50) };
      case 'link': {
        const changes = { latency: below(500), loss: below(30) / 100 };
        return { kind, ...span, between: [peer, one(names)], oneWay: below(3) === 0, ...changes };
      }
      case 'message': {
        const others = names.filter((name) => name !== peer);
        if (others.length === 0) return { kind: 'pause', ...span, peer };
        const late = below(2) === 0 ? {} : { delay: 1 + below(5_000) };
        return { kind, at, from: peer, to: one(others), nth: 1 + below(20), ...late };
      }
    }
  };
}
