/** The same peers and the same script in the simulator. */
import { defaults } from '../../../src/peer/parameters.js';
import { createSeededBits } from '../../../src/simulator/choose-seeded.js';
import type { Step } from '../../../src/simulator/node.js';
import { createRun } from '../../../src/simulator/scenario/run.js';
import { scenarioOf } from '../../../src/simulator/scenario/scenario.js';
import { type Cycle, victimsOf } from './script.js';
import { CHANNEL, PEERS, parameters, peerNames } from './settings.js';
import { inOrder, leadersOf, type Ordered, type Sight } from './sights.js';
import { tickingStep } from './ticking-flush.js';

/** What the simulator is told of the machine. Milliseconds. */
export interface Machine {
  /** From the start of a process until gossip begins; drawn from these. */
  readonly startUpMs: readonly number[];
  /** From there until the channel is joined; drawn from these. */
  readonly joinMs: readonly number[];
  /** From the hand-over of a block until it is committed. */
  readonly commitMs: number;
  /** One way between two peers, with what the receiver does before it takes note. */
  readonly latencyMs: number;
}

export interface SimulatedOptions {
  readonly cycles: readonly Cycle[];
  readonly machine: Machine;
  readonly profile: 'fabric-2.5' | 'fabric-3.1';
  readonly seed: number;
  /** Whether peers flush by a ticking clock, as Fabric's do (PUSH-1 allows it). */
  readonly ticks: boolean;
}

const ORGANISATION = 'Org1';
/** Before the first cycle; the peers start within its beginning. */
const SETTLE_MS = 20_000;
const EVENTS_AT_ONCE = 10_000;

/** The same options give the same sights. */
export function playSimulated(options: SimulatedOptions): {
  readonly sights: readonly Sight[];
  readonly ordered: readonly Ordered[];
} {
  const { cycles, machine, profile, seed, ticks } = options;
  const bits = createSeededBits(seed ^ 0xca1b);
  const sights: Sight[] = [];
  const blocksOf = handOvers((peer, number, atMs) =>
    sights.push({ atMs, peer, what: 'handed', number }),
  );
  const duration = SETTLE_MS + (cycles.at(-1)?.endMs ?? 0);
  const blockMs = cycles.flatMap(({ missedAtMs, blocksAtMs }) => [...missedAtMs, ...blocksAtMs]);
  const scenario = scenarioOf({
    name: 'calibration',
    seed,
    profile,
    duration,
    startWithin: 4_000,
    organisations: [{ name: ORGANISATION, peers: PEERS, region: '', hidden: 0 }],
    channels: [{ name: CHANNEL, organisations: [ORGANISATION], without: [] }],
    parameters,
    blocks: blockMs.map((atMs) => ({
      channel: CHANNEL,
      from: SETTLE_MS + atMs,
      every: 0,
      count: 1,
      size: 1_000,
      transactions: 1,
    })),
    links: { latency: machine.latencyMs },
    costs: { commit: machine.commitMs },
  });
  const run = createRun(scenario, {
    invariants: false,
    traffic: false,
    ...(ticks && { steps: tickingSteps(bits) }),
    observers: [
      {
        trace(node, trace, at) {
          const atMs = at - zeroMs;
          const peer = shortName(node.name);
          if (trace.kind === 'step' && trace.machine === 'member') {
            const of = run.network.trust.nameOf(trace.entity);
            const what = deathOrLife(trace.from, trace.to);
            if (of !== undefined && what !== undefined)
              sights.push({ atMs, peer, what, of: shortName(of) });
          } else if (trace.kind === 'leadership')
            sights.push({ atMs, peer, what: trace.leads ? 'leads' : 'follows' });
          else if (trace.kind === 'channel' && trace.what === 'joined')
            sights.push({ atMs, peer, what: 'joined' });
          else if (trace.kind === 'block') {
            const number = Number(trace.number);
            if (trace.what === 'received') blocksOf.came(peer, number, atMs);
            else {
              sights.push({ atMs, peer, what: 'committed', number });
              blocksOf.committed(peer, number, atMs);
            }
          }
        },
        life(node, what, at) {
          const peer = shortName(node.name);
          sights.push({ atMs: at - zeroMs, peer, what });
          if (what === 'killed') blocksOf.killed(peer);
        },
      },
    ],
  });
  const { simulation, chains } = run.network;
  const drawn = (from: readonly number[]): number => from[bits() % from.length] ?? 0;
  const zeroMs = simulation.clock.now() + SETTLE_MS;
  const at = (ms: number, what: () => void) => simulation.clock.after(SETTLE_MS + ms, what);
  const restart = (peer: string, afterMs: number): void => {
    const name = fullName(peer);
    simulation.clock.after(afterMs, () => simulation.start(name));
    simulation.clock.after(afterMs + drawn(machine.joinMs), () =>
      simulation.join(name, CHANNEL, chains.get(CHANNEL)!.blocks[0]!),
    );
  };
  for (const cycle of cycles)
    at(cycle.killAtMs, () => {
      const running = simulation.names.filter((name) => simulation.isRunning(name)).map(shortName);
      const victims = victimsOf(cycle, running, leadersOf(inOrder(sights)).at(-1));
      for (const victim of victims) {
        simulation.kill(fullName(victim));
        restart(victim, cycle.restartAtMs - cycle.killAtMs + drawn(machine.startUpMs));
      }
    });
  while (run.advance(EVENTS_AT_ONCE));
  const ordered = run.measures.blocks.spreads.map(({ number, madeMs }) => ({
    number,
    atMs: madeMs - SETTLE_MS,
  }));
  return { sights, ordered };
}

/** Each peer with ticks of its own. */
const tickingSteps = (bits: () => number): Readonly<Record<string, Step>> =>
  Object.fromEntries(
    peerNames.map((name) => [
      fullName(name),
      tickingStep((bits() / 2 ** 32) * defaults.maxPropagationBurstLatency),
    ]),
  );

const shortName = (name: string): string => name.slice(0, name.indexOf('.'));
const fullName = (name: string): string => `${name}.${ORGANISATION}`;

/** A member that is learned of is alive; one that expires while dead is nobody's concern here. */
function deathOrLife(from: string, to: string): 'dead' | 'alive' | undefined {
  if (from === to) return undefined;
  if (to === 'alive') return 'alive';
  return from === 'alive' && to === 'dead' ? 'dead' : undefined;
}

/**
 * A trace tells of a block when it has come, a Fabric peer when it is next and goes to be committed:
 * `came` and `committed` call `handed` at that instant.
 */
function handOvers(handed: (peer: string, number: number, atMs: number) => void) {
  const held = new Map<string, Set<number>>();
  /** Number of the block that each peer wants next; the ledger is made with the first. */
  const next = new Map<string, number>();
  const tell = (peer: string, atMs: number): void => {
    const number = next.get(peer) ?? 1;
    if (held.get(peer)?.delete(number)) handed(peer, number, atMs);
  };
  return {
    came(peer: string, number: number, atMs: number): void {
      held.set(peer, (held.get(peer) ?? new Set()).add(number));
      tell(peer, atMs);
    },
    committed(peer: string, number: number, atMs: number): void {
      next.set(peer, number + 1);
      tell(peer, atMs);
    },
    killed: (peer: string): void => void held.delete(peer),
  };
}
