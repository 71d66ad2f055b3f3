/**
 * What a pull engine remembers: one for identities, one for the blocks of each channel.
 *
 * Implements spec/07-pull.md, section State.
 */
import type { PulledItem, PullInitiator } from '../../machines/pull-initiator.machine.js';
import type { PullResponder } from '../../machines/pull-responder.machine.js';
import type { SignedMessage } from '../../wire/envelope.js';
import type { PeerConfig } from '../config.js';
import type { Run } from '../run.js';
import { type Instance, type PeerState, refer } from '../state.js';
import type { Exhausted, Listed, Viewed } from './digests.js';
import type { Pull } from './kind.js';

/** PKI-ID in hex, or decimal block number. */
export type ItemKey = string;

/** Whom a hello is for: an endpoint; in the profile `hardened` a PKI-ID in hex. */
export type Greeted = string;

export interface PullRound {
  readonly instance: Instance<PullInitiator>;
  readonly greeted: Map<bigint, Greeted>;
  /** The nonce to ask with: of those for one endpoint, the last. */
  readonly nonceOf: Map<Greeted, bigint>;
  /** Wanted items, at most pullItemsMax, and who has them, each once. */
  readonly owners: Map<ItemKey, Greeted[]>;
}

export interface PullEngine {
  /** `identity`, or `block/` and the channel: names the engine in timers and traces. */
  readonly name: string;
  /** Rounds named so far. */
  roundCount: number;
  /** Those under way, by number. */
  readonly rounds: Map<number, PullRound>;
  /** The round of each outstanding nonce; at most pullNoncesMax. */
  readonly outstanding: Map<bigint, number>;
  /** Nonces of others, valid or about to be; at most pullNoncesMax. */
  readonly nonces: Map<bigint, Instance<PullResponder>>;
  /** What is advertised and served. Changed by holdItem and dropItem alone. */
  readonly items: Map<ItemKey, SignedMessage>;
  /** What follows from it. */
  [KNOWN]?: Known;
}

export const newPullEngine = (_config: PeerConfig, name: string): PullEngine => ({
  name,
  roundCount: 0,
  rounds: new Map(),
  outstanding: new Map(),
  nonces: new Map(),
  items: new Map(),
});

/** Whose round or nonce an entity is, for who performs what its machine asks for: nobody reads it out of its key. */
export interface OfEngine<Id extends number | bigint> {
  readonly engine: PullEngine;
  readonly id: Id;
}

export const roundKeyOf = (engine: PullEngine, round: number): string => `${engine.name}/${round}`;
export const nonceKeyOf = (engine: PullEngine, nonce: bigint): string => `${engine.name}/${nonce}`;

/** Of the engine of identities none. */
export const channelOfEngine = (name: string): string =>
  name === 'identity' ? '' : name.slice('block/'.length);

/** The engine that a key names, and the round or nonce in it. */
export function engineAt(
  state: PeerState,
  key: string,
): { readonly engine: PullEngine | undefined; readonly channel: string; readonly id: string } {
  const last = key.lastIndexOf('/');
  const name = key.slice(0, last);
  const channel = channelOfEngine(name);
  const engine = channel === '' ? state.identityPull : state.channels.get(channel)?.pull;
  return { engine, channel, id: key.slice(last + 1) };
}

export function initiatorAt(state: PeerState, key: string): Instance<PullInitiator> | undefined {
  const { engine, id } = engineAt(state, key);
  return engine?.rounds.get(Number(id))?.instance;
}

export function responderAt(state: PeerState, key: string): Instance<PullResponder> | undefined {
  const { engine, id } = engineAt(state, key);
  return engine?.nonces.get(BigInt(id));
}

/** rule holdItem: PULL-16, PULL-17, PULL-47. Advertises and serves an item, unless it does so or there is no room. */
export function holdItem(engine: PullEngine, { item, signed }: PulledItem, max: number): void {
  if (engine.items.has(item) || engine.items.size >= max) return;
  engine.items.set(item, signed);
  raiseVersion(engine);
}

export function dropItem(engine: PullEngine, item: ItemKey): void {
  if (engine.items.delete(item)) raiseVersion(engine);
}

/** Names what follows from an engine: no part of what a peer remembers, and of no copy, text or comparison of it. */
export const KNOWN = Symbol('known');

/** Each value is of the file that makes it. */
export interface Known {
  /** Another number after every change of the items. */
  version: number;
  /** digests.ts: lists as they were last shown, to all and to who may not see all; and which brought nothing. */
  all: Listed | undefined;
  readonly shown: (readonly Uint8Array[])[];
  readonly views: Map<unknown, Viewed>;
  exhausted: Exhausted | undefined;
  /** The pull of this engine, with the step that it is asked for, and what the engine is part of. */
  pull: { readonly pull: Pull; readonly owner: object; readonly of: { run: Run } } | undefined;
  /** Its channel; empty for identities. */
  readonly channel: string;
}

export function knownOf(engine: PullEngine): Known {
  const known = engine[KNOWN];
  if (known !== undefined) return known;
  const made: Known = {
    version: 0,
    all: undefined,
    shown: [],
    views: new Map(),
    exhausted: undefined,
    pull: undefined,
    channel: channelOfEngine(engine.name),
  };
  refer(engine, KNOWN, made);
  return made;
}

function raiseVersion(engine: PullEngine): void {
  knownOf(engine).version += 1;
}

/** The pull of an engine, made once: asked for by every part of a step that pulls, until the next step asks. */
export function pullFor(
  run: Run,
  engine: PullEngine,
  owner: object,
  make: (of: { readonly run: Run }) => Pull,
): Pull {
  const known = knownOf(engine);
  if (known.pull?.owner !== owner) {
    const of = { run };
    known.pull = { pull: make(of), owner, of };
  }
  known.pull.of.run = run;
  return known.pull.pull;
}
