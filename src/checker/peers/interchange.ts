/**
 * Peers that can change places: what a state becomes when two of them do. Nothing is renamed in what peers remember
 * and say, which is signed: the peer at the other place is led the way that led to it, by the same kind of steps.
 *
 * Implements spec/17-checker.md, CHEK-79, CHEK-104.
 */
import { canonical } from '../../peer/image.js';
import type { PeerEffect, PeerInput } from '../../peer/io.js';
import { toHex } from '../../wire/hex.js';
import { pkiIdOf } from '../../wire/pki-id.js';
import type { StateVector } from '../model.js';
import type { Symmetry } from '../reduce/symmetry.js';
import { type Birth, sentIn } from './births.js';
import type { Hosts } from './hosts.js';
import type { Layout } from './layout.js';
import { DOWN } from './locals.js';
import type { PeerNetwork } from './network.js';
import type { Pairs } from './pairs.js';
import { NOBODY } from './streams.js';

interface Of {
  readonly layout: Layout;
  readonly pairs: Pairs;
  readonly hosts: Hosts;
  readonly commands: readonly { readonly peer: number; readonly input: number }[];
  readonly initial: StateVector;
  putInOrder(state: StateVector): void;
}

/** Undefined if no peers are interchangeable. An exchange throws a RangeError if they turn out not to be (CHEK-104). */
export function interchangeOf(network: PeerNetwork, of: Of): Symmetry | undefined {
  const { peers, interchangeable } = network;
  if (interchangeable === undefined) return undefined;
  const parted = (network.aside ?? []).filter((name) => interchangeable.includes(name)).length;
  if (parted > 0 && parted < interchangeable.length)
    throw new RangeError(`CHEK-104: ${network.name}: a cut tells its peers apart`);
  const group = interchangeable.map((name) => peers.findIndex((part) => part.name === name));
  const turns: ((state: StateVector) => void)[] = [];
  return {
    size: group.length,
    exchange(state, at) {
      turns[at] ??= createTurn(network, of, group[at]!, group[at + 1]!);
      turns[at](state);
    },
    // Who is the lesser is found by trying.
    signature: () => 0,
    compare: () => 0,
  };
}

function createTurn(
  network: PeerNetwork,
  { layout, pairs, hosts, commands, initial, putInOrder }: Of,
  one: number,
  other: number,
): (state: StateVector) => void {
  const { peers } = network;
  const moved = (peer: number): number => (peer === one ? other : peer === other ? one : peer);
  const renamed = renaming(network, one, other);
  const notEqual = (what: string) =>
    new RangeError(
      `CHEK-104: ${network.name}: ${peers[one]!.name} and ${peers[other]!.name}: ${what}`,
    );

  const locals = peers.map(() => [] as number[]);
  function localOf(peer: number, local: number): number {
    const known = locals[peer]![local];
    if (known !== undefined) return known;
    const birth = hosts.births!.ofLocal(peer, local);
    if (local !== DOWN && birth === undefined) throw notEqual('a state that no step has led to');
    const found = birth === undefined ? local : ledBy(birth);
    locals[peer]![local] = found;
    // There and back again, but for orders that nobody reads: what was put in order may have come by another way.
    const back = localOf(moved(peer), found);
    const { inOrder } = hosts.locals[peer]!;
    if (back !== local && inOrder(back) !== inOrder(local))
      throw notEqual('their states do not match');
    return found;
  }

  function ledBy({ peer, from, by, outcome }: Birth): number {
    const start = localOf(peer, from);
    if (typeof by !== 'number') return hosts.locals[moved(peer)]![by](start);
    return outcomeOf({ peer, from, by, outcome }).local;
  }

  function outcomeOf({ peer, from, by, outcome }: Birth) {
    const input = inputOf(by as number);
    const found = hosts.outcomesOf(moved(peer), localOf(peer, from), input)[outcome];
    if (found === undefined) throw notEqual('chance has not the same answers');
    const mine = hosts.outcomesOf(peer, from, by as number)[outcome]!;
    if (typesOf(mine.effects) !== typesOf(found.effects)) throw notEqual('they do not do the same');
    return found;
  }

  const envelopes: number[] = [];
  function envelopeOf(item: number): number {
    if (item < 0) return item;
    envelopes[item] ??= sentAgain(item);
    return envelopes[item];
  }
  function sentAgain(item: number): number {
    const birth = hosts.births!.ofEnvelope(item);
    if (birth === undefined) throw notEqual('an envelope that no peer has sent');
    const signed = sentIn(outcomeOf(birth).effects)[birth.nth];
    if (signed === undefined) throw notEqual('they do not send the same');
    return hosts.envelopes.itemOf(signed);
  }

  const inputs: number[] = [];
  function inputOf(input: number): number {
    inputs[input] ??= hosts.inputOf(inputFor(hosts.inputAt(input)));
    return inputs[input];
  }
  function inputFor(input: PeerInput): PeerInput {
    switch (input.type) {
      // What channels and blocks are does not follow from who has them.
      case 'start':
      case 'channel.join':
      case 'block.committed':
      case 'commit.failed':
      case 'blocks.found':
      case 'orderer.opened':
      case 'orderer.received':
      case 'orderer.ended':
        return input;
      case 'timer.fired':
        return { ...input, timer: renamed(input.timer) };
      case 'link.requested':
      case 'ping.answered':
      case 'ping.failed':
        return { ...input, endpoint: renamed(input.endpoint) };
      case 'dial.failed':
      case 'stream.ended':
        return { ...input, link: renamed(input.link) };
      case 'stream.accepted':
      case 'stream.opened':
        return {
          ...input,
          link: renamed(input.link),
          remoteTlsHash: hosts.tlsHashOf(moved(hosts.placeOf(input.remoteTlsHash!))),
          localTlsHash: hosts.tlsHashOf(moved(hosts.placeOf(input.localTlsHash!))),
        };
      case 'envelope.received': {
        const item = hosts.envelopes.itemIn(input.message as Uint8Array);
        const message = hosts.envelopes.bytesOf(envelopeOf(item));
        return { ...input, link: renamed(input.link), message };
      }
      default:
        throw notEqual(`${input.type} is not one of the inputs that can be turned`);
    }
  }

  const between: number[] = [];
  const betweenOf = (pair: number): number => {
    between[pair] ??= pairs.numberOf(
      pairs.at(pair).map((stream) => {
        const [near, far] = stream.map(({ peer, link, isOpen, coming }) => ({
          peer: moved(peer),
          link: renamed(link),
          isOpen,
          coming: coming.map(envelopeOf),
        }));
        return [near!, far!] as const;
      }),
    );
    return between[pair];
  };

  const bits = commands.map(({ peer, input }) =>
    commands.findIndex(
      (twin) =>
        twin.peer === moved(peer) &&
        canonical(hosts.inputAt(twin.input)) === canonical(inputFor(hosts.inputAt(input))),
    ),
  );
  if (bits.includes(-1)) throw notEqual('a command of one alone');

  const before: StateVector = new Int32Array(layout.width);
  const turn = (state: StateVector): void => {
    before.set(state);
    for (let peer = 0; peer < layout.peerCount; peer += 1) {
      state[moved(peer)] = localOf(peer, before[peer]!);
      state[layout.timers + moved(peer)] = before[layout.timers + peer]!;
      for (let far = NOBODY; far < peer; far += 1)
        state[layout.pairOf(moved(peer), moved(far))] = betweenOf(
          before[layout.pairOf(peer, far)]!,
        );
    }
    const told = before[layout.commands]!;
    state[layout.commands] = bits.reduce(
      (mask, to, bit) => ((told & (1 << bit)) === 0 ? mask : mask | (1 << to)),
      0,
    );
  };
  const [first, turned] = [initial.slice(), initial.slice()];
  turn(turned);
  for (const state of [first, turned]) putInOrder(state);
  if (first.some((word, place) => word !== turned[place]))
    throw notEqual('the initial state tells them apart');
  return turn;
}

const typesOf = (effects: readonly PeerEffect[]): string =>
  effects.map(({ type }) => type).join(' ');

/** Exchanges the names, PKI-IDs and places of two peers in a text. */
function renaming({ peers }: PeerNetwork, one: number, other: number): (text: string) => string {
  const wordsOf = (peer: number): string[] => {
    const { name, options } = peers[peer]!;
    // Who accepts a stream calls it by the place of who dialled (streams.ts).
    return [name, toHex(pkiIdOf(options.crypto, options.identity)!), `a${peer}.`];
  };
  const [mine, yours] = [wordsOf(one), wordsOf(other)];
  const twin = new Map([
    ...mine.map((word, at) => [word, yours[at]!] as const),
    ...yours.map((word, at) => [word, mine[at]!] as const),
  ]);
  const words = new RegExp(
    // Whole words: a peer may be called as another one begins.
    [...twin.keys()]
      .map(
        (word) =>
          `(?<![A-Za-z0-9])${word.replaceAll('.', '\\.')}${word.endsWith('.') ? '' : '(?![A-Za-z0-9])'}`,
      )
      .join('|'),
    'g',
  );
  return (text) => text.replace(words, (word) => twin.get(word)!);
}
