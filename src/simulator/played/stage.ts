/**
 * Simulated peers that are driven by a path in the place of virtual time: nothing is ever due. The peers, what their
 * hosts keep and who is told are those of every simulation; an act that is not possible there is refused.
 *
 * Of its ledger and of the ordering service a peer hears what the path says; blocks go into its ledger all the same,
 * so that what it hands over is judged.
 */
import { dueOf } from '../../peer/armed-timers.js';
import type { PeerOptions } from '../../peer/config.js';
import type { Choose, LinkId, PeerEffect, PeerInput } from '../../peer/io.js';
import { createPeer } from '../../peer/peer.js';
import { addNode, createWorld } from '../create-world.js';
import { stopNode } from '../life.js';
import { type End, type Node, type SimulationObserver, type Step, sentOf } from '../node.js';
import type { Simulation } from '../simulation.js';
import { tellDropped, type World } from '../world.js';
import type { Act } from './act.js';
import { createDesk } from './desk.js';
import { createWires, type UnderWay } from './wires.js';

export interface StageOptions {
  /** Instant of the beginning, ms since 1970. */
  readonly startMs: number;
  /** What the clock of a peer says in each of its lives, from 1; there it stands still. Ms since 1970. */
  readonly clockOf: (life: number) => number;
  /** Blocks of a channel, the first one first: of those a ledger is opened. */
  readonly blocksOf: (channel: string) => readonly Uint8Array[];
  readonly observers: readonly SimulationObserver[];
}

export interface Stage {
  readonly simulation: Pick<Simulation, 'clock' | 'peer' | 'node' | 'isRunning' | 'names'>;
  add(name: string, options: PeerOptions, step: Step): void;
  /** @throws RangeError if it cannot happen */
  perform(act: Act): void;
  /** The clock of those who look on goes on. Ms since 1970. */
  advanceTo(atMs: number): void;
  /** Whether nothing is under way. */
  readonly isQuiet: boolean;
  /** Whether the network is cut. */
  readonly isCut: boolean;
  /** By peer that an input made fail: what it has thrown. Such a peer does not run any more. */
  readonly failures: ReadonlyMap<string, string>;
}

export function createStage({ startMs, clockOf, blocksOf, observers }: StageOptions): Stage {
  let choose: Choose | undefined;
  /** Those whom a cut keeps from all others. */
  let aside: ReadonlySet<string> | undefined;
  const isBetween = (one: Node, other: Node): boolean =>
    aside !== undefined && aside.has(one.name) !== aside.has(other.name);
  const lives = new Map<Node, number>();
  const failures = new Map<string, string>();
  const wires = createWires(() => world);
  const desk = createDesk(() => world, blocksOf);
  const world: World = createWorld(
    { seed: 0, startMs, observers },
    {
      choose: {
        sample: (...asked) => choose!.sample(...asked),
        nonce: () => choose!.nonce(),
      },
      perform,
    },
  );

  const nodeOf = (name: string): Node => {
    const node = world.byName.get(name);
    if (node === undefined) throw new RangeError(`peer: there is no "${name}"`);
    return node;
  };

  function perform(node: Node, effect: PeerEffect): void {
    if (effect.type === 'envelope.send') wires.send(node, effect.link, effect.signed);
    else if (effect.type === 'stream.end') wires.end(node, effect.link, effect.status);
    else if (effect.type === 'dial') {
      const acceptedAs = `a${node.index}.${lives.get(node)}.${effect.link}`;
      const to = world.byEndpoint.get(effect.endpoint);
      const reached = to !== undefined && isBetween(node, to) ? undefined : to;
      wires.dial(node, effect.link, reached, acceptedAs);
    } else desk.ask(node, effect);
  }

  /** What a peer throws ends it, and is told: that must never come about (SYS-I3). */
  function feed(node: Node, input: PeerInput, from?: End): void {
    try {
      world.feed(node, input, from);
    } catch (error) {
      failures.set(node.name, error instanceof Error ? error.message : String(error));
      node.peer = undefined;
    }
  }

  function start(node: Node): void {
    if (node.peer !== undefined) throw new RangeError(`${node.name} runs already`);
    lives.set(node, (lives.get(node) ?? 0) + 1);
    setClock(node);
    node.life += 1;
    node.peer = createPeer(node.options);
    node.unfinished.clear();
    for (const observer of world.told.life) observer.life(node, 'started', world.nowMs);
    feed(node, { type: 'start' });
  }

  function arrive(node: Node, act: Act & { what: 'arrives' }): void {
    const { link, seenAs, isCopy, isOverheard } = act;
    const item = wires.next(node, link);
    if (item === undefined) throw new RangeError(`${node.name}: nothing comes on ${link}`);
    const from = node.streams.get(link)!.far;
    const next = inputOf(item, node, link, from);
    if (next.type !== seenAs && wires.breakNow(node, link)) {
      const what = item.what === 'opened' ? 'failed' : 'broken';
      return feed(node, inputOf({ what }, node, link, from), from);
    }
    if (!isCopy) wires.take(node, link);
    if (isOverheard && item.what === 'envelope')
      for (const observer of world.told.received)
        observer.received(from!.node, node, sentOf(item.message), world.nowMs);
    else feed(node, next, from);
  }

  function lose(node: Node, link: LinkId): void {
    const item = wires.next(node, link);
    // Who has not been told of a stream that breaks is never told.
    if (item?.what === 'accepted' && wires.breakNow(node, link)) return;
    if (item?.what !== 'envelope')
      throw new RangeError(`${node.name}: nothing comes on ${link} that can be lost`);
    const from = node.streams.get(link)!.far!.node;
    wires.take(node, link);
    tellDropped(world, from, node, item.message, 'lost');
  }

  function fire(node: Node, timer: string): void {
    if (node.peer === undefined || dueOf(node.peer.state, timer) === undefined)
      throw new RangeError(`${node.name}: timer ${timer} is not armed`);
    feed(node, { type: 'timer.fired', timer });
  }

  function setClock(node: Node): void {
    node.clockOffsetMs = clockOf(lives.get(node) ?? 0) - Math.floor(world.nowMs);
  }

  return {
    simulation: {
      clock: {
        now: () => Math.floor(world.nowMs),
        after() {
          throw new RangeError('clock: nothing is due where a path says what happens');
        },
      },
      peer(name) {
        const { peer } = nodeOf(name);
        if (peer === undefined) throw new RangeError(`peer: "${name}" does not run`);
        return peer;
      },
      node: nodeOf,
      isRunning: (name) => nodeOf(name).peer !== undefined,
      get names() {
        return [...world.byName.keys()];
      },
    },
    add(name, options, step) {
      addNode(world, name, options, { step });
      const node = nodeOf(name);
      // A path knows timers by their names.
      node.options = { ...node.options, timersByReference: false };
    },
    perform(act) {
      const node = nodeOf(act.peer);
      choose = act.choose;
      setClock(node);
      switch (act.what) {
        case 'starts':
          return start(node);
        case 'crashes':
          wires.breakOf(node);
          desk.abandon(node);
          return stopNode(world, node);
        case 'arrives':
          return arrive(node, act);
        case 'is lost':
          return lose(node, act.link);
        case 'fires':
          return fire(node, act.timer);
        case 'is given':
          desk.answer(node, act.input);
          return feed(node, act.input);
        case 'ages':
          return act.change(node.peer!, clockOf(lives.get(node)!));
        case 'cuts':
          aside = new Set(act.aside);
          return wires.cut(isBetween);
        case 'heals':
          aside = undefined;
          return;
        case 'says':
          return wires.send(node, act.link, act.message);
      }
    },
    advanceTo(atMs) {
      world.nowMs = atMs;
    },
    get isQuiet() {
      return world.nodes.every((node) => wires.isQuiet(node));
    },
    get isCut() {
      return aside !== undefined;
    },
    failures,
  };
}

/** What comes to a peer, as it is told. */
function inputOf(item: UnderWay, node: Node, link: LinkId, from: End | undefined): PeerInput {
  switch (item.what) {
    case 'envelope':
      return { type: 'envelope.received', link, message: item.message };
    case 'failed':
      return { type: 'dial.failed', link, reason: 'nobody there' };
    case 'ended':
      return { type: 'stream.ended', link, status: item.status };
    case 'broken':
      return { type: 'stream.ended', link, status: 'UNKNOWN' };
    default:
      return {
        type: item.what === 'opened' ? 'stream.opened' : 'stream.accepted',
        link,
        remoteTlsHash: from!.node.tlsHash,
        localTlsHash: node.tlsHash,
      };
  }
}
