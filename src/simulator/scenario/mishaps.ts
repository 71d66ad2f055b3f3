/** Faults of single messages: which message is meant, and what becomes of it. */
import type { Mishap } from '../world.js';
import type { FaultOf } from './faults.js';
import type { Scenario } from './scenario.js';

export interface Mishaps {
  /** To be asked of every message that is sent, in their order; `atMs` since 1970. */
  of(from: string, to: string, atMs: number): Mishap | undefined;
  /** Told when a message would have come, and when a late one comes. */
  tell: (fault: FaultOf<'message'>, what: 'begins' | 'ends') => void;
  /** When one last was late or lost, ms since the start; 0 if none was. */
  readonly lastMs: number;
}

interface Rule {
  readonly fault: FaultOf<'message'>;
  count: number;
}

/** `startMs`: instant of the beginning, ms since 1970. Undefined: the scenario has none. */
export function createMishaps({ faults }: Scenario, startMs: number): Mishaps | undefined {
  const rules = new Map<string, Map<string, Rule[]>>();
  for (const fault of faults) {
    if (fault.kind !== 'message') continue;
    const byReceiver = rules.get(fault.from) ?? new Map<string, Rule[]>();
    rules.set(fault.from, byReceiver);
    byReceiver.set(fault.to, [...(byReceiver.get(fault.to) ?? []), { fault, count: 0 }]);
  }
  if (rules.size === 0) return undefined;
  let lastMs = 0;
  const mishaps: Mishaps = {
    of(from, to, atMs) {
      let found: Mishap | undefined;
      for (const rule of rules.get(from)?.get(to) ?? []) {
        if (atMs < startMs + rule.fault.at) continue;
        rule.count += 1;
        if (rule.count === rule.fault.nth) found ??= mishapOf(rule.fault);
      }
      return found;
    },
    tell: () => {},
    get lastMs() {
      return lastMs;
    },
  };
  function mishapOf(fault: FaultOf<'message'>): Mishap {
    // A message that the network doubles is one message.
    const told = new Set<string>();
    return {
      delayMs: fault.delay,
      strikes(what, atMs) {
        lastMs = Math.max(lastMs, atMs - startMs);
        if (told.has(what)) return;
        told.add(what);
        mishaps.tell(fault, what);
      },
    };
  }
  return mishaps;
}
