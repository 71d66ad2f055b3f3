/**
 * A second way to count the states of a network of peers: every peer is stepped anew for every step, nothing is
 * interned or kept, states are compared as text. What it shares with the checker is the peer itself, the way
 * to enumerate chance, and what a stream is.
 */
import { everyOutcome } from '../../src/checker/peers/choices.js';
import { FIRST_MS } from '../../src/checker/peers/locals.js';
import type { PeerNetwork } from '../../src/checker/peers/network.js';
import * as streams from '../../src/checker/peers/streams.js';
import { canonical, restore } from '../../src/peer/image.js';
import type { PeerInput } from '../../src/peer/io.js';
import { createPeer, type Peer, step } from '../../src/peer/peer.js';

/** Two peers, no prologue but their start; of faults crashes, returns, and a cut between the two that heals or not. */
interface World {
  readonly peers: readonly (Peer | undefined)[];
  readonly lives: readonly number[];
  readonly between: streams.Between;
  readonly told: readonly number[];
  readonly timersLeft: readonly number[];
  readonly crashesLeft: number;
  readonly restartsLeft: number;
  readonly cutsLeft: number;
  readonly healsLeft: number;
  readonly isCut: boolean;
}

export function countNaively(network: PeerNetwork): { generated: number; distinct: number } {
  const { peers: parts, budget } = network;
  const messages = new Map<number, Uint8Array>();
  const numbers = new Map<string, number>();
  const numberOf = (bytes: Uint8Array): number => {
    const text = Buffer.from(bytes).toString('hex');
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    messages.set(number, bytes);
    return number;
  };
  const tlsHash = (peer: number) =>
    parts[peer]!.options.crypto.sha256(new TextEncoder().encode(`tls:${parts[peer]!.name}`));
  const texts = new WeakMap<Peer, string>();
  const textOf = (peer: Peer): string => {
    const text = texts.get(peer) ?? canonical(peer.state);
    texts.set(peer, text);
    return text;
  };
  const keyOf = ({ peers, lives, ...rest }: World): string =>
    JSON.stringify([peers.map((peer) => peer && textOf(peer)), lives, rest]);

  /** Everything that one input can lead to. */
  function after(world: World, at: number, input: PeerInput): World[] {
    const peer = world.peers[at]!;
    const unasked = () => {
      throw new Error('no nonce is drawn here');
    };
    const found = everyOutcome(unasked, (choose): World => {
      const copy = restore(peer.config, peer.state);
      const effects = step(copy, input, FIRST_MS + 1_000 * world.lives[at]!, choose);
      let { between } = world;
      for (const effect of effects) {
        const isUp = world.peers[1 - at] !== undefined && !world.isCut;
        if (effect.type === 'dial')
          between = streams.dialled(
            between,
            { peer: at, life: world.lives[at]! },
            effect.link,
            1 - at,
            isUp,
          );
        else if (effect.type === 'envelope.send')
          between = streams.sent(between, at, effect.link, numberOf(effect.signed.bytes));
        else if (effect.type === 'stream.end')
          between = streams.ended(between, at, effect.link, effect.status);
      }
      return { ...world, between, peers: world.peers.with(at, copy) };
    });
    return [...new Map(found.map((one) => [keyOf(one), one])).values()];
  }

  function inputOf({ link, peer }: streams.StreamEnd, item: streams.Item): PeerInput {
    const hashes = { remoteTlsHash: tlsHash(1 - peer), localTlsHash: tlsHash(peer) };
    if (item === streams.ACCEPTED) return { type: 'stream.accepted', link, ...hashes };
    if (item === streams.OPENED) return { type: 'stream.opened', link, ...hashes };
    if (item === streams.FAILED) return { type: 'dial.failed', link, reason: 'nobody there' };
    if (item === streams.ENDED_OK) return { type: 'stream.ended', link, status: 'OK' };
    if (item === streams.ENDED_UNKNOWN || item === streams.BROKEN)
      return { type: 'stream.ended', link, status: 'UNKNOWN' };
    return { type: 'envelope.received', link, message: messages.get(item)! };
  }

  /** An end of a stream that is cut sees it at once. */
  function partings(world: World, end: streams.StreamEnd): World[] {
    const { coming, peer, link } = end;
    if (coming.length === 1 || coming.at(-1) !== streams.BROKEN) return [];
    const left = { ...world, between: streams.parted(world.between, peer, link) };
    if (coming[0] === streams.ACCEPTED) return [left];
    const seen = coming[0] === streams.OPENED ? streams.FAILED : streams.BROKEN;
    return after(left, peer, inputOf(end, seen));
  }

  function stepsOf(world: World): World[] {
    const steps: World[] = [];
    for (const end of world.between.flat())
      if (end.coming.length > 0) {
        const between = streams.taken(world.between, end.peer, end.link);
        steps.push(...after({ ...world, between }, end.peer, inputOf(end, end.coming[0]!)));
        steps.push(...partings(world, end));
      }
    if (!world.isCut && world.cutsLeft > 0) {
      const between = streams.cutOff(world.between);
      steps.push({ ...world, between, isCut: true, cutsLeft: world.cutsLeft - 1 });
    }
    if (world.isCut && world.healsLeft > 0)
      steps.push({ ...world, isCut: false, healsLeft: world.healsLeft - 1 });
    world.peers.forEach((peer, at) => {
      if (peer === undefined) {
        if (world.restartsLeft === 0) return;
        const revived = {
          ...world,
          restartsLeft: world.restartsLeft - 1,
          lives: world.lives.with(at, world.lives[at]! + 1),
          peers: world.peers.with(at, createPeer(parts[at]!.options)),
        };
        steps.push(...after(revived, at, { type: 'start' }));
        return;
      }
      const left = world.timersLeft[at]!;
      const fired = { ...world, timersLeft: world.timersLeft.with(at, left - 1) };
      if (left > 0)
        for (const timer of peer.state.timers.keys())
          if (network.timers(timer, parts[at]!.name))
            steps.push(...after(fired, at, { type: 'timer.fired', timer }));
      parts[at]!.commands!.forEach((command, index) => {
        const id = 10 * at + index;
        if (!world.told.includes(id))
          steps.push(...after({ ...world, told: [...world.told, id].sort() }, at, command));
      });
      if (world.crashesLeft > 0)
        steps.push({
          ...world,
          crashesLeft: world.crashesLeft - 1,
          peers: world.peers.with(at, undefined),
          between: streams.broken(world.between, at),
        });
    });
    return steps;
  }

  const none: World = {
    peers: parts.map(({ options }) => createPeer(options)),
    lives: parts.map(() => 1),
    between: [],
    told: [],
    timersLeft: parts.map(() => budget.timers),
    crashesLeft: budget.crashes ?? 0,
    restartsLeft: budget.restarts ?? 0,
    cutsLeft: budget.cuts ?? 0,
    healsLeft: budget.heals ?? 0,
    isCut: false,
  };
  let waiting = parts.reduce((worlds, _, at) => after(worlds[0]!, at, { type: 'start' }), [none]);
  const seen = new Set(waiting.map(keyOf));
  let generated = 1;
  while (waiting.length > 0) {
    const coming: World[] = [];
    for (const world of waiting)
      for (const next of stepsOf(world)) {
        generated += 1;
        const key = keyOf(next);
        if (seen.has(key)) continue;
        seen.add(key);
        coming.push(next);
      }
    waiting = coming;
  }
  return { generated, distinct: seen.size };
}
