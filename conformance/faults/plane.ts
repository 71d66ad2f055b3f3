/** The faults of one case: what is asked for becomes rules, notes, and gates that obey the rules. */
import type { CaseClock } from '../harness/clock.js';
import type { Evidence } from '../harness/evidence.js';
import { type Condition, concerns, conditionOf, type Rule } from './conditions.js';
import { createGate, type Gate } from './gate.js';
import { type FaultNote, noteFault } from './note.js';
import type { Faults, Parties, Party } from './port.js';

export interface FaultPlane extends Faults {
  /** A gate for one direction of a stream, or of the opening of one. Names of parties. */
  gate(from: string, to: string, broken: () => void): Gate;
  /** It is needed no more. */
  release(gate: Gate): void;
}

export interface PlaneOptions {
  readonly clock: Pick<CaseClock, 'now' | 'after'>;
  readonly evidence: Pick<Evidence, 'add'>;
  /** From 0 to 1, 1 excluded. */
  readonly draw: () => number;
  /** Called before a fault that tells parties apart. @throws Inconclusive if nobody can. */
  readonly requireSources: (names: readonly string[]) => void;
}

const names = (parties: Parties): readonly string[] =>
  ('name' in parties ? [parties] : parties).map(({ name }) => name);

export function createFaultPlane(options: PlaneOptions): FaultPlane {
  const { clock, evidence, draw, requireSources } = options;
  const gates = new Set<Gate>();
  let rules: readonly Rule[] = [];

  const note = (fault: FaultNote): void => noteFault(evidence, fault);
  const add = (rule: Rule): void => {
    const told = rule.from.length > 0 && rule.to.length > 0;
    if (told) requireSources([...rule.from, ...rule.to]);
    rules = [...rules, rule];
    note({ kind: rule.kind, from: rule.from, to: rule.to });
    for (const gate of gates) if (concerns(rule, gate.from, gate.to)) gate.changed();
  };
  const between = (one: string, other: string) => (gate: Gate) =>
    (gate.from === one && gate.to === other) || (gate.from === other && gate.to === one);

  return {
    gate(from, to, broken) {
      const condition = (): Condition => conditionOf(rules, from, to);
      const gate = createGate({ from, to, clock, condition, draw, broken });
      gates.add(gate);
      return gate;
    },
    release: (gate) => void gates.delete(gate),
    partition(...groups) {
      for (const [i, group] of groups.entries()) {
        for (const other of groups.slice(i + 1)) {
          add({ kind: 'cut', from: names(group), to: names(other) });
          add({ kind: 'cut', from: names(other), to: names(group) });
        }
      }
    },
    cut: (from, to) => add({ kind: 'cut', from: names(from), to: names(to) }),
    delay: (ms, jitterMs = 0) => add({ kind: 'delay', from: [], to: [], delayMs: ms, jitterMs }),
    loss: (share) => add({ kind: 'loss', from: [], to: [], lossShare: share }),
    halfOpen({ name: one }: Party, { name: other }: Party) {
      requireSources([one, other]);
      note({ kind: 'half-open', from: [one], to: [other] });
      for (const gate of [...gates].filter(between(one, other))) gate.swallow();
    },
    reset({ name: one }, { name: other }) {
      requireSources([one, other]);
      note({ kind: 'reset', from: [one], to: [other] });
      for (const gate of [...gates].filter(between(one, other))) gate.broken();
    },
    slowReader: ({ name }, bytesPerSecond) =>
      add({ kind: 'slow-reader', from: [], to: [name], bytesPerSecond }),
    heal() {
      rules = [];
      note({ kind: 'heal', from: [], to: [] });
      for (const gate of [...gates]) {
        if (gate.isSwallowing) gate.broken();
        else gate.changed();
      }
    },
  };
}

/** Where a bench puts the gates: between the parties of one case. */
export interface Wiring {
  /**
   * Others reach this party at what is returned, host:port, while it serves at `served` itself.
   * `advertised` names the place to be reached at; default any.
   */
  front(party: string, served: string, advertised?: string): Promise<string>;
  /**
   * A node is about to start, again perhaps: it may dial before anybody knows its process. The returned
   * function says that it has started, and as which process; or that it has failed to.
   */
  starts(party: string): (pid: number | 'failed' | undefined) => void;
  /** Where a node serves that is to be reached at `advertised`. host:port */
  placeBehind(advertised: string): Promise<string>;
  /** Why the sender of what arrives cannot be told; undefined if it can. */
  blindTo(party: string): string | undefined;
  /** Whether what this party sends and gets passes through here. */
  has(party: string): boolean;
  /** Where this party has to dial to reach `endpoint`; undefined: past all faults. */
  wayTo(party: string | undefined, endpoint: string): Promise<string>;
  close(): Promise<void>;
}
