/** One step of one peer in a network, with everything that its host makes of it. Each is computed once. */
import { canonical } from '../../peer/image.js';
import type { PeerInput } from '../../peer/io.js';
import type { Trace } from '../../peer/trace.js';
import { createInterner } from '../interner.js';
import { changesOf, createEnvelopes, type Envelopes } from './effects.js';
import { createLocals, DOWN, type Locals } from './locals.js';
import type { PeerNetwork } from './network.js';
import type { Arrival, Pairs } from './pairs.js';
import { ACCEPTED, ENDED_OK, ENDED_UNKNOWN, FAILED, OPENED } from './streams.js';

/** What a step comes to. */
export interface Move {
  readonly local: number;
  /** Two numbers each: the other peer, and the change of what is between. */
  readonly changes: readonly number[];
  readonly traces: readonly Trace[];
}

export interface Hosts {
  readonly locals: readonly Locals[];
  readonly envelopes: Envelopes;
  /** One for each answer of chance. */
  movesOf(peer: number, local: number, input: number): readonly Move[];
  inputOf(input: PeerInput, key?: string): number;
  inputAt(input: number): PeerInput;
  arrivalInput(arrival: Arrival): number;
  /** Armed timers that the network lets fire, as inputs. */
  timersOf(peer: number, local: number): readonly number[];
}

const utf8 = new TextEncoder();

export function createHosts({ peers, timers }: PeerNetwork, pairs: Pairs): Hosts {
  const locals = peers.map(createLocals);
  const envelopes = createEnvelopes();
  const inputs = createInterner<PeerInput>();
  const homes = new Map(
    peers.flatMap(({ options: { endpoint, externalEndpoint } }, peer) =>
      [endpoint, externalEndpoint ?? ''].map((home) => [home, peer] as const),
    ),
  );
  const tlsHashes = peers.map(({ name, options }) =>
    options.crypto.sha256(utf8.encode(`tls:${name}`)),
  );
  const moves = peers.map(() => [] as Map<number, readonly Move[]>[]);
  const armed = peers.map(() => [] as (readonly number[])[]);
  const arrivalInputs = new Map<string, number>();

  const inputOf = (input: PeerInput, key = canonical(input)): number =>
    inputs.intern(key, () => input);

  function computed(peer: number, local: number, input: number): readonly Move[] {
    const own = locals[peer]!;
    if (local === DOWN) return [];
    const before = own.stateOf(local)!;
    const found = new Map<string, Move>();
    for (const outcome of own.outcomesOf(local, inputs.at(input))) {
      const changes = changesOf(outcome.effects, peer, before, envelopes, (endpoint) =>
        homes.get(endpoint),
      ).flatMap(({ other, change }) => [other, pairs.changeOf(change)]);
      const key = `${outcome.local} ${changes.join()}`;
      if (!found.has(key))
        found.set(key, { local: outcome.local, changes, traces: outcome.traces });
    }
    return [...found.values()];
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
        return { type: 'stream.ended', link, status: item === ENDED_OK ? 'OK' : 'UNKNOWN' };
      default:
        return { type: 'envelope.received', link, message: envelopes.bytesOf(item) };
    }
  }

  return {
    locals,
    envelopes,
    inputOf,
    inputAt: (input) => inputs.at(input),
    arrivalInput(arrival) {
      const key = `${arrival.peer} ${arrival.link} ${arrival.item} ${arrival.taking}`;
      let known = arrivalInputs.get(key);
      if (known === undefined) {
        known = inputOf(inputFor(arrival), `arrival ${key}`);
        arrivalInputs.set(key, known);
      }
      return known;
    },
    movesOf(peer, local, input) {
      const ofPeer = moves[peer]!;
      ofPeer[local] ??= new Map();
      let known = ofPeer[local].get(input);
      if (known === undefined) {
        known = computed(peer, local, input);
        ofPeer[local].set(input, known);
      }
      return known;
    },
    timersOf(peer, local) {
      const ofPeer = armed[peer]!;
      ofPeer[local] ??= [...(locals[peer]!.stateOf(local)?.timers.keys() ?? [])]
        .filter(timers)
        .map((timer) => inputOf({ type: 'timer.fired', timer }));
      return ofPeer[local];
    },
  };
}
