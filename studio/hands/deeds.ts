/**
 * What a person does to a run. Each deed is written into the scenario, at its instant: so a run with
 * deeds is a scenario like any other, can be saved, repeated and given to `fabric-gossip simulate`, and
 * everything before the deed stays as it was.
 */
import type { Fault, Misdeed } from '../../src/simulator/scenario/faults.js';
import type { Scenario } from '../../src/simulator/scenario/scenario.js';

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
  /** Every partition, loss and outage of the ordering service is over. */
  | { readonly do: 'heal' }
  | { readonly do: 'submit'; readonly channel: string; readonly bytes: number };

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
    case 'heal':
      return ending(scenario, atMs, ({ kind }) =>
        ['partition', 'loss', 'orderer-down'].includes(kind),
      );
    case 'submit': {
      const { channel, bytes: size } = deed;
      const block = { channel, from: atMs, every: 1, count: 1, size, transactions: 1 };
      return { ...scenario, blocks: [...scenario.blocks, block] };
    }
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

/** A deed as people say it. */
export function sayDeed(deed: Deed): string {
  const during = 'forMs' in deed ? ` for ${deed.forMs / 1_000} s` : '';
  switch (deed.do) {
    case 'kill':
      return `kill ${deed.peer}`;
    case 'start':
      return `start ${deed.peer} again`;
    case 'revoke':
      return `revoke the certificate of ${deed.peer}`;
    case 'pause':
      return `pause ${deed.peer}${during}`;
    case 'lie':
      return `let ${deed.peer} ${deed.does}${during}`;
    case 'leave':
      return `let ${deed.peer} leave ${deed.channel}`;
    case 'cut':
      return `cut ${deed.from} → ${deed.to}${during}`;
    case 'part':
      return `part ${deed.sides.map((side) => side.join(', ')).join(' | ')}${during}`;
    case 'lose':
      return `lose ${Math.round(100 * deed.share)} % of everything${during}`;
    case 'stop-ordering':
      return `stop the ordering service${during}`;
    case 'heal':
      return 'heal the network';
    case 'submit':
      return `order a block on ${deed.channel}`;
  }
}
