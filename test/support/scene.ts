/**
 * A scene: one peer under test, driven by hand, among remotes that exist by name only. Virtual time
 * fires its timers; draws and nonces are predictable; what it asks for is kept until it is taken.
 */
import type { PeerOptions } from '../../src/peer/config.js';
import type { Choose, LinkId, PeerEffect, PeerInput } from '../../src/peer/io.js';
import type { Parameters } from '../../src/peer/parameters.js';
import { createPeer, membershipOf, type Peer, step } from '../../src/peer/peer.js';
import type { Trace } from '../../src/peer/trace.js';
import type { SignedMessage } from '../../src/wire/envelope.js';
import {
  externalOf,
  handshake,
  internalOf,
  opened,
  pkiOf,
  START_MS,
  tlsHashOf,
} from './gossip-builders.js';
import { optionsFor } from './symbolic-peers.js';

/** Three organisations: ours, one that we meet, and a third. */
export const NAMES = [
  'self.A',
  'ann.A',
  'bob.A',
  'cat.A',
  'dan.A',
  'eve.B',
  'fay.B',
  'gus.C',
] as const;
export type Name = (typeof NAMES)[number];

export interface SceneOptions extends Partial<PeerOptions> {
  readonly parameters?: Partial<Parameters>;
}

const bytesOf = (message: SignedMessage | Uint8Array) =>
  message instanceof Uint8Array ? message : message.bytes;

/** Draws the first candidates and counts nonces up from the first; keeps what it was asked. */
export function createPlainChoose(firstNonce = 1_000n) {
  const draws: { candidates: readonly unknown[]; count: number }[] = [];
  let nonce = firstNonce - 1n;
  const choose: Choose = {
    sample(all, count, takesPart = () => true) {
      const candidates = all.filter(takesPart);
      draws.push({ candidates, count });
      return candidates.slice(0, count);
    },
    nonce() {
      nonce += 1n;
      return nonce;
    },
  };
  return { choose, draws, nextNonce: () => nonce + 1n };
}

/** A peer that has started, unless `started` is false. */
export function createScene(options: SceneOptions = {}, { started = true } = {}) {
  const { parameters, ...rest } = options;
  const peer: Peer = createPeer({
    ...optionsFor(NAMES).get('self.A')!,
    endpoint: internalOf('self.A'),
    externalEndpoint: externalOf('self.A'),
    ...rest,
    ...(parameters === undefined ? {} : { parameters }),
  });
  const { choose, draws, nextNonce } = createPlainChoose();
  const timers = new Map<string, number>();
  let now = START_MS;
  let acceptedCount = 0;
  let effects: PeerEffect[] = [];
  const inputs: { readonly input: PeerInput; readonly atMs: number }[] = [];

  const feed = (input: PeerInput): readonly PeerEffect[] => {
    inputs.push({ input, atMs: now });
    const asked = step(peer, input, now, choose);
    for (const effect of asked)
      if (effect.type === 'timer.arm') timers.set(effect.timer, now + effect.ms);
      else if (effect.type === 'timer.disarm') timers.delete(effect.timer);
    effects.push(...asked);
    return asked;
  };
  const hashes = (name: string) => ({
    remoteTlsHash: tlsHashOf(name),
    localTlsHash: tlsHashOf('self.A'),
  });
  const receive = (link: LinkId, message: SignedMessage | Uint8Array) =>
    feed({ type: 'envelope.received', link, message: bytesOf(message) });
  const accept = (name: string): LinkId => {
    acceptedCount += 1;
    const link = `a${acceptedCount}`;
    feed({ type: 'stream.accepted', link, ...hashes(name) });
    return link;
  };

  if (started) feed({ type: 'start' });

  return {
    peer,
    feed,
    draws,
    nextNonce,
    /** Everything that the peer was fed, and when. */
    inputs: inputs as readonly { readonly input: PeerInput; readonly atMs: number }[],
    /** Armed timers and the instants at which they are due. */
    timers: timers as ReadonlyMap<string, number>,
    now: () => now,
    /** Fires every timer that is due within `ms`, each at its instant. */
    advance(ms: number) {
      const until = now + ms;
      for (;;) {
        const [next] = [...timers].sort((a, b) => a[1] - b[1]);
        if (next === undefined || next[1] > until) break;
        now = Math.max(now, next[1]);
        timers.delete(next[0]);
        feed({ type: 'timer.fired', timer: next[0] });
      }
      now = until;
    },
    /** Time passes in which no timer fires, as on a machine that sleeps. */
    sleep: (ms: number) => {
      now += ms;
    },
    /** A stream that `name` opened towards the peer and on which it has said nothing yet. */
    accept,
    receive,
    /** A link that `name` opened: its handshake has succeeded. */
    connect(name: string): LinkId {
      const link = accept(name);
      receive(link, handshake(name));
      return link;
    },
    /** The peer has met `name` on a link that is gone again: it has the identity. */
    meet(name: string) {
      const link = accept(name);
      receive(link, handshake(name));
      feed({ type: 'stream.ended', link, status: 'UNKNOWN' });
    },
    /** The stream that the peer dialled is open; nothing said yet. */
    open: (link: LinkId, name: string) => feed({ type: 'stream.opened', link, ...hashes(name) }),
    /** The peer's dial has reached `name`, which has proved itself. */
    answer(link: LinkId, name: string) {
      feed({ type: 'stream.opened', link, ...hashes(name) });
      receive(link, handshake(name));
    },
    /** Everything asked for since the last call. */
    taken(): readonly PeerEffect[] {
      const taken = effects;
      effects = [];
      return taken;
    },
    /** State of each member, by name. */
    members: (): Record<string, string> =>
      Object.fromEntries(
        membershipOf(peer).map(({ pkiId, state }) => [
          NAMES.find((name) => pkiOf(name) === pkiId) ?? pkiId,
          state,
        ]),
      ),
    member: (name: string) => membershipOf(peer).find(({ pkiId }) => pkiId === pkiOf(name)),
    /** Whether the peer has the identity of that name. */
    knows: (name: string) => peer.state.identities.has(pkiOf(name)),
  };
}

export type Scene = ReturnType<typeof createScene>;

export interface Sent {
  readonly link: LinkId;
  readonly bytes: Uint8Array;
  readonly message: SignedMessage;
  readonly kind: string;
}

/** What was sent, decoded. */
export const sentIn = (effects: readonly PeerEffect[]): Sent[] =>
  effects.flatMap((effect) => {
    if (effect.type !== 'envelope.send') return [];
    const { link, signed } = effect;
    const { bytes } = signed;
    const message = opened(bytes);
    return [{ link, bytes, message, kind: message.message.content.case ?? 'none' }];
  });

export const dialsIn = (effects: readonly PeerEffect[]) =>
  effects.flatMap((effect) =>
    effect.type === 'dial' ? [{ link: effect.link, endpoint: effect.endpoint }] : [],
  );

/** Ends of streams as `LINK STATUS`. */
export const endsIn = (effects: readonly PeerEffect[]): string[] =>
  effects.flatMap((effect) =>
    effect.type === 'stream.end' ? [`${effect.link} ${effect.status}`] : [],
  );

export const pingsIn = (effects: readonly PeerEffect[]): string[] =>
  effects.flatMap((effect) => (effect.type === 'ping' ? [effect.endpoint] : []));

/** Verdicts as `VERDICT CLAUSE`. */
export const verdictsIn = (effects: readonly PeerEffect[]): string[] =>
  effects.flatMap((effect) =>
    effect.type === 'report' && effect.trace.kind === 'verdict'
      ? [`${effect.trace.verdict} ${effect.trace.clause}`]
      : [],
  );

/** The trace records of one kind. */
export const tracesIn = <K extends Trace['kind']>(effects: readonly PeerEffect[], kind: K) =>
  effects.flatMap((effect) =>
    effect.type === 'report' && effect.trace.kind === kind
      ? [effect.trace as Extract<Trace, { kind: K }>]
      : [],
  );
