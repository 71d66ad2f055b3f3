/** What stands in a state vector of a network, and what happens in a step, for those who show or compare it. */
import type { PeerInput } from '../../peer/io.js';
import type { PeerState } from '../../peer/state.js';
import type { Trace } from '../../peer/trace.js';
import { toHex } from '../../wire/hex.js';
import { pkiIdOf } from '../../wire/pki-id.js';
import type { StateVector } from '../model.js';
import type { Hosts } from './hosts.js';
import type { Layout } from './layout.js';
import type { Local } from './locals.js';
import type { Doing } from './moves.js';
import type { PeerNetwork } from './network.js';
import type { Pairs } from './pairs.js';

export interface NetworkView {
  readonly layout: Layout;
  readonly people: readonly Person[];
  /** What peers decided before the initial state, in order. */
  readonly prologue: readonly Done[];
  readonly network: PeerNetwork;
  /** The step that is visited. To be asked within `visit`. */
  happening(): Happening;
  /** The same with all that it takes to do it again. `vector`: from which it leads. */
  done(vector: StateVector): Done;
  /** What a property looks at, peer by peer; undefined if there is no such property of states. */
  factsOf(vector: StateVector, property: string): readonly number[] | undefined;
  /** Undefined if the peer does not run. */
  stateOf(vector: StateVector, peer: number): PeerState | undefined;
  /** With what stands beside the peer. */
  localOf(vector: StateVector, peer: number): Local;
  /** What is under way between two peers, by the word of the vector that says so; each stream in its order. */
  underWayIn(between: number): readonly UnderWay[];
}

export interface Person {
  readonly name: string;
  readonly organisation: string;
  /** Hex. */
  readonly pkiId: string;
  readonly endpoint: string;
}

/** One thing that has happened, with all that it takes to let it happen to other peers than the model's. */
export interface Done extends Pick<Doing, 'what' | 'peer' | 'answers' | 'about' | 'said'> {
  /** What the peer was given, or is lost; undefined for what is neither. */
  readonly input: PeerInput | undefined;
  /** CHEK-34: whether it went to a villain's memory, and no further. */
  readonly isOverheard: boolean;
  /** That the peer had drawn before. */
  readonly nonces: number;
  /** What the peer decided. */
  readonly traces: readonly Trace[];
}

export interface Happening {
  readonly what: Doing['what'];
  readonly peer: number;
  /** What arrives or is lost, and who sent it; undefined where it is no envelope. */
  readonly arrival: UnderWay | undefined;
}

/** An envelope that was sent and has not arrived. */
export interface UnderWay {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

export function createView(of: {
  readonly network: PeerNetwork;
  readonly layout: Layout;
  readonly pairs: Pairs;
  readonly hosts: Hosts;
  readonly doing: Doing;
  readonly prologue: readonly Done[];
}): NetworkView {
  const { network, layout, pairs, hosts, doing, prologue } = of;
  const known: (readonly UnderWay[])[] = [];
  const stateOf = (vector: StateVector, peer: number): PeerState | undefined =>
    hosts.locals[peer]!.stateOf(vector[peer]!);
  return {
    layout,
    prologue,
    network,
    people: network.peers.map(({ name, options }) => ({
      name,
      organisation: options.authority.mspIdOf(options.identity) ?? '',
      pkiId: toHex(pkiIdOf(options.crypto, options.identity)!),
      endpoint: options.endpoint,
    })),
    stateOf,
    happening() {
      const { what, peer, from } = doing;
      const isArrival = what === 'receives' || what === 'duplicates' || what === 'loses';
      const input = isArrival ? hosts.inputAt(doing.input) : undefined;
      const arrival =
        input?.type === 'envelope.received'
          ? { from, to: peer, bytes: input.message as Uint8Array }
          : undefined;
      return { what, peer, arrival };
    },
    done(vector) {
      const { what, peer, answers, about, said, traces } = doing;
      const isGiven = what !== 'crashes' && what !== 'lets pass' && what !== 'says';
      const input = isGiven ? hosts.inputAt(doing.input) : undefined;
      const isOverheard =
        input?.type === 'envelope.received' && hosts.locals[peer]!.hears(vector[peer]!, input.link);
      const { nonces } = hosts.locals[peer]!.at(vector[peer]!);
      return { what, peer, input, isOverheard, nonces, answers, about, said, traces };
    },
    factsOf(vector, id) {
      const property = network.properties.find((one) => one.id === id);
      return property?.factOf === undefined
        ? undefined
        : network.peers.map((_, peer) =>
            property.factOf(stateOf(vector, peer), peer, hosts.locals[peer]!.at(vector[peer]!)),
          );
    },
    localOf: (vector, peer) => hosts.locals[peer]!.at(vector[peer]!),
    underWayIn(between) {
      known[between] ??= pairs.at(between).flatMap(([near, far]) =>
        [near, far].flatMap(({ peer: to, coming }) => {
          const from = to === near.peer ? far.peer : near.peer;
          return coming
            .filter((item) => item >= 0)
            .map((item) => ({ from, to, bytes: hosts.envelopes.bytesOf(item) }));
        }),
      );
      return known[between];
    },
  };
}
