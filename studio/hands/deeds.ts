/**
 * What a person does to a run. Each deed is written into the scenario, at its instant: so a run with
 * deeds is a scenario like any other, can be saved, repeated and given to `fabric-gossip simulate`, and
 * everything before the deed stays as it was.
 */
import type { Parameters } from '../../src/peer/parameters.js';
import type { LinkModel } from '../../src/simulator/link-model.js';
import { nextNewcomer } from '../../src/simulator/scenario/change-problems.js';
import type { Fault, Misdeed } from '../../src/simulator/scenario/faults.js';
import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import { withTransaction } from './submit.js';

export type Deed =
  | { readonly do: 'kill' | 'start' | 'revoke'; readonly peer: string }
  | { readonly do: 'pause'; readonly peer: string; readonly forMs: number }
  | { readonly do: 'lie'; readonly peer: string; readonly forMs: number; readonly does: Misdeed }
  | { readonly do: 'leave'; readonly peer: string; readonly channel: string }
  /** Nothing of the first gets through to the second; the other way it does. */
  | { readonly do: 'cut'; readonly from: string; readonly to: string; readonly forMs: number }
  /** The sides, peers or organisations, cannot reach one another. */
  | { readonly do: 'part'; readonly sides: readonly (readonly string[])[]; readonly forMs: number }
  | { readonly do: 'lose'; readonly share: number; readonly forMs: number }
  | { readonly do: 'stop-ordering'; readonly forMs: number }
  /** What lies between two, peers or organisations, is different; everywhere, where nobody is named. */
  | {
      readonly do: 'link';
      readonly between?: readonly [string, string];
      readonly oneWay: boolean;
      readonly model: Partial<LinkModel>;
      readonly forMs: number;
    }
  /** The n-th message from the first to the second since an instant is lost, or late by so many ms. */
  | (MessageName & { readonly do: 'message'; readonly delayMs?: number })
  /** Peers or organisations restart with other parameters, and are away for so long; everybody, where nobody is named. */
  | {
      readonly do: 'set';
      readonly of: readonly string[];
      readonly parameters: Partial<Parameters>;
      readonly forMs: number;
    }
  /** A new peer of an organisation comes and joins channels. */
  | { readonly do: 'come'; readonly organisation: string; readonly channels: readonly string[] }
  /** Every partition, loss, other link and outage of the ordering service is over. */
  | { readonly do: 'heal' }
  /** A transaction goes to the ordering service (`withTransaction`). */
  | { readonly do: 'submit'; readonly channel: string; readonly bytes: number };

/** Which message is meant, so that it is the same one in every run that is the same until it is sent. */
export interface MessageName {
  readonly from: string;
  readonly to: string;
  /** ms since the start. */
  readonly sinceMs: number;
  /** From 1. */
  readonly nth: number;
}

/** The scenario in which it is done at `atMs`, whole ms since the start. What does not fit is left as it was. */
export function withDeed(scenario: Scenario, deed: Deed, atMs: number): Scenario {
  const { duration } = scenario;
  const forMs = 'forMs' in deed ? deed.forMs : 0;
  const span = { at: atMs, until: Math.min(atMs + forMs, duration) };
  const add = (fault: Fault): Scenario => ({ ...scenario, faults: [...scenario.faults, fault] });
  switch (deed.do) {
    case 'kill':
      return add({ kind: 'crash', at: atMs, until: duration, peer: deed.peer, keeps: 'ledger' });
    case 'start':
      return ending(scenario, atMs, (f) => f.kind === 'crash' && f.peer === deed.peer);
    case 'revoke':
      return add({ kind: 'revoke', at: atMs, peer: deed.peer });
    case 'pause':
      return add({ kind: 'pause', ...span, peer: deed.peer });
    case 'lie':
      return add({ kind: 'byzantine', ...span, peer: deed.peer, does: [deed.does], rate: 10 });
    case 'leave':
      return add({ kind: 'leave', at: atMs, peer: deed.peer, channel: deed.channel });
    case 'cut':
      return add({ kind: 'partition', ...span, sides: [[deed.from], [deed.to]], oneWay: true });
    case 'part':
      return add({ kind: 'partition', ...span, sides: deed.sides, oneWay: false });
    case 'lose':
      return add({ kind: 'loss', ...span, share: deed.share });
    case 'stop-ordering':
      return add({ kind: 'orderer-down', ...span });
    case 'link': {
      const { between, oneWay, model } = deed;
      return add({ kind: 'link', ...span, ...(between && { between }), oneWay, ...model });
    }
    case 'message': {
      const { from, to, nth, sinceMs, delayMs: delay } = deed;
      const late = delay === undefined ? {} : { delay };
      return add({ kind: 'message', at: sinceMs, from, to, nth, ...late });
    }
    case 'set':
      return add({ kind: 'parameters', ...span, of: deed.of, parameters: deed.parameters });
    case 'come': {
      const peer = nextNewcomer(scenario, deed.organisation);
      return add({ kind: 'newcomer', at: atMs, peer, channels: deed.channels });
    }
    case 'heal':
      return ending(scenario, atMs, ({ kind }) =>
        ['partition', 'loss', 'link', 'orderer-down'].includes(kind),
      );
    case 'submit':
      return { ...scenario, blocks: withTransaction(scenario.blocks, deed, atMs) };
  }
}

/** The faults that are in force and meant end at the instant. */
const ending = (
  scenario: Scenario,
  atMs: number,
  isMeant: (fault: Fault) => boolean,
): Scenario => ({
  ...scenario,
  faults: scenario.faults.map((fault) =>
    isMeant(fault) && 'until' in fault && fault.at < atMs && fault.until > atMs
      ? { ...fault, until: atMs }
      : fault,
  ),
});
