/** One step of one peer in a network, with everything that its host makes of it. Each is computed once. */
import { canonical } from '../../peer/image.js';
import type { LinkId, PeerInput } from '../../peer/io.js';
import { isOpen } from '../../peer/links.js';
import type { Trace } from '../../peer/trace.js';
import { sameBytes } from '../../wire/hex.js';
import { createInterner } from '../interner.js';
import { type Answer, answersTo, joinsOf } from './answers.js';
import { type Births, createBirths } from './births.js';
import { changesOf, createEnvelopes, type Envelopes, otherEnd } from './effects.js';
import { createLedgerRule } from './ledger-rule.js';
import { createLocals, DOWN, isUnwritten, type Locals, type Outcome } from './locals.js';
import type { PeerNetwork } from './network.js';
import type { Arrival, Pairs } from './pairs.js';
import { createAlphabet } from './spelling.js';
import { unreadStores } from './stores.js';
import { ACCEPTED, BROKEN, ENDED_OK, ENDED_UNKNOWN, FAILED, OPENED } from './streams.js';

/** What a step comes to. */
export interface Move {
  readonly local: number;
  /** Two numbers each: the other peer, and the change of what is between. */
  readonly changes: readonly number[];
  readonly traces: readonly Trace[];
  /** Of chance; the first that come to it. */
  readonly answers: readonly number[];
}

export interface Hosts {
  readonly locals: readonly Locals[];
  readonly envelopes: Envelopes;
  /** One for each answer of chance. */
  movesOf(peer: number, local: number, input: number): readonly Move[];
  /** Whether the peer's state and the input are as they were when they were met, and the step comes to the same. */
  isAsBefore(peer: number, local: number, input: number): boolean;
  inputOf(input: PeerInput, key?: string): number;
  inputAt(input: number): PeerInput;
  arrivalInput(arrival: Arrival): number;
  /** Armed timers that the network lets fire, as inputs. */
  timersOf(peer: number, local: number): readonly number[];
  /** CHEK-30, CHEK-31: what is on its desk, as inputs. */
  answersOf(peer: number, local: number): readonly HostAnswer[];
  /** CHEK-32 */
  agedOf(peer: number, local: number): readonly { readonly local: number; readonly what: string }[];
  /** CHEK-34 */
  sayingsOf(peer: number, local: number): readonly HostSaying[];
  /** CHEK-104: only where peers are interchangeable. */
  readonly births: Births | undefined;
  /** What `movesOf` follows from; not kept. */
  outcomesOf(peer: number, local: number, input: number): readonly Outcome[];
  tlsHashOf(peer: number): Uint8Array;
  placeOf(tlsHash: Uint8Array): number;
  /** Who lives at an endpoint. */
  peerAt(endpoint: string): number | undefined;
}

export interface HostAnswer extends Answer {
  readonly number: number;
}

/** Something that a villain may say on one of its links. */
export interface HostSaying {
  readonly about: string;
  readonly to: number;
  readonly link: LinkId;
  readonly bytes: Uint8Array;
  /** Number of the change of what is between. */
  readonly change: number;
}

const utf8 = new TextEncoder();

export function createHosts(network: PeerNetwork, pairs: Pairs): Hosts {
  const { peers, timers, ordering } = network;
  const envelopes = createEnvelopes();
  const rule = createLedgerRule(peers[0]!.options.crypto, ordering);
  const common = {
    rule,
    marks: network.marks,
    alphabet: createAlphabet(),
    unread: network.unread ?? unreadStores,
    kindOf: (bytes: Uint8Array) => envelopes.kindIn(bytes),
  };
  const births = network.interchangeable && createBirths((bytes) => envelopes.itemIn(bytes));
  const locals = peers.map((part, peer) => {
    const ages = new Set(part.ages ?? network.ages);
    const own = createLocals(part, peer, { ...common, ages });
    return births === undefined ? own : births.watched(peer, own);
  });
  const inputs = createInterner<PeerInput>();
  /** By input: as it was when it was met. */
  const inputTexts: string[] = [];
  const homes = new Map(
    peers.flatMap(({ options: { endpoint, externalEndpoint } }, peer) =>
      [endpoint, externalEndpoint ?? '']
        // A peer without one lives nowhere else.
        .filter((home) => home !== '')
        .map((home) => [home, peer] as const),
    ),
  );
  const tlsHashes = peers.map(({ name, options }) =>
    options.crypto.sha256(utf8.encode(`tls:${name}`)),
  );
  const moves = peers.map(() => [] as Map<number, readonly Move[]>[]);
  const armed = peers.map(() => [] as (readonly number[])[]);
  const answers = peers.map(() => [] as (readonly HostAnswer[])[]);
  const aged = peers.map(() => [] as (readonly { local: number; what: string }[])[]);
  const sayings = peers.map(() => [] as (readonly HostSaying[])[]);
  const peerAt = (endpoint: string) => homes.get(endpoint);

  const inputOf = (input: PeerInput, key = canonical(input)): number =>
    inputs.intern(key, () => {
      inputTexts.push(canonical(input));
      return input;
    });

  const computed = (peer: number, local: number, input: number): readonly Move[] =>
    movesBy(peer, local, outcomesOf(peer, local, input));

  function outcomesOf(peer: number, local: number, input: number): readonly Outcome[] {
    const outcomes = locals[peer]!.outcomesOf(local, inputs.at(input));
    births?.step(peer, local, input, outcomes);
    return outcomes;
  }

  function movesBy(peer: number, local: number, outcomes: readonly Outcome[]): readonly Move[] {
    const own = locals[peer]!;
    if (local === DOWN) return [];
    const before = own.stateOf(local)!;
    const who = { peer, life: own.at(local).lives };
    const found = new Map<string, Move>();
    for (const outcome of outcomes) {
      const changes = changesOf(outcome.effects, who, before, envelopes, peerAt).flatMap(
        ({ other, change }) => [other, pairs.changeOf(change)],
      );
      const key = `${outcome.local} ${changes.join()}`;
      if (!found.has(key))
        found.set(key, {
          local: outcome.local,
          changes,
          traces: outcome.traces,
          answers: outcome.answers,
        });
    }
    return [...found.values()];
  }

  function movesOf(peer: number, local: number, input: number): readonly Move[] {
    const ofPeer = moves[peer]!;
    ofPeer[local] ??= new Map();
    let known = ofPeer[local].get(input);
    if (known === undefined) {
      known = computed(peer, local, input);
      ofPeer[local].set(input, known);
    }
    return known;
  }

  function inputFor({ peer, from, link, item }: Arrival): PeerInput {
    switch (item) {
      case ACCEPTED:
      case OPENED:
        return {
          type: item === ACCEPTED ? 'stream.accepted' : 'stream.opened',
          link,
          remoteTlsHash: tlsHashes[from]!,
          localTlsHash: tlsHashes[peer]!,
        };
      case FAILED:
        return { type: 'dial.failed', link, reason: 'nobody there' };
      case ENDED_OK:
      case ENDED_UNKNOWN:
      case BROKEN:
        return { type: 'stream.ended', link, status: item === ENDED_OK ? 'OK' : 'UNKNOWN' };
      default:
        return { type: 'envelope.received', link, message: envelopes.bytesOf(item) };
    }
  }

  function computedSayings(peer: number, local: number): readonly HostSaying[] {
    const { villain } = peers[peer]!;
    const { heard, peer: own } = locals[peer]!.at(local);
    if (villain === undefined || heard === undefined || own === undefined) return [];
    const said = villain.says(heard);
    return [...own.state.links.values()].filter(isOpen).flatMap(({ link }) => {
      const to = otherEnd(link, own.state, peerAt);
      if (to === undefined) return [];
      return said
        .filter((saying) => (saying.to ?? peers[to]!.name) === peers[to]!.name)
        .map(({ about, bytes }): HostSaying => {
          const item = envelopes.itemIn(bytes);
          const change = pairs.changeOf({ type: 'send', by: peer, link, item });
          return { about, to, link, bytes, change };
        });
    });
  }

  return {
    locals,
    envelopes,
    peerAt,
    births,
    outcomesOf,
    tlsHashOf: (peer) => tlsHashes[peer]!,
    placeOf: (tlsHash) => tlsHashes.findIndex((hash) => sameBytes(hash, tlsHash)),
    answersOf(peer, local) {
      const ofPeer = answers[peer]!;
      const own = locals[peer]!.at(local);
      ofPeer[local] ??=
        own.peer === undefined
          ? []
          : [
              ...answersTo(own.desk, rule, ordering),
              ...joinsOf(own.desk, own.peer.state, rule),
            ].map((answer) => ({
              ...answer,
              number: inputOf(answer.input),
            }));
      return ofPeer[local];
    },
    agedOf(peer, local) {
      const ofPeer = aged[peer]!;
      ofPeer[local] ??= locals[peer]!.agedOf(local);
      return ofPeer[local];
    },
    sayingsOf(peer, local) {
      const ofPeer = sayings[peer]!;
      ofPeer[local] ??= computedSayings(peer, local);
      return ofPeer[local];
    },
    inputOf,
    inputAt: (input) => inputs.at(input),
    arrivalInput(arrival) {
      arrival.input ??= inputOf(
        inputFor(arrival),
        `arrival ${arrival.peer} ${arrival.from} ${arrival.link} ${arrival.item} ${arrival.taking}`,
      );
      return arrival.input;
    },
    movesOf,
    isAsBefore(peer, local, input) {
      const told = (found: readonly Move[]): string =>
        found.map((move) => `${move.local} ${move.changes.join()}`).join(';');
      const before = told(movesOf(peer, local, input));
      const own = locals[peer]!;
      const again = movesBy(peer, local, own.outcomesAnew(local, inputs.at(input)));
      const isAsMet = canonical(inputs.at(input)) === inputTexts[input];
      return (
        told(again) === before && isAsMet && isUnwritten(inputs.at(input)) && own.isAsBefore(local)
      );
    },
    timersOf(peer, local) {
      const ofPeer = armed[peer]!;
      ofPeer[local] ??= [...(locals[peer]!.stateOf(local)?.timers.keys() ?? [])]
        .filter((timer) => timers(timer, peers[peer]!.name))
        .map((timer) => inputOf({ type: 'timer.fired', timer }));
      return ofPeer[local];
    },
  };
}
