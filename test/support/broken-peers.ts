/** Peers that are broken on purpose, one for each invariant that the simulator watches. */
import type { PeerEffect, PeerInput } from '../../src/peer/io.js';
import { type Peer, step } from '../../src/peer/peer.js';
import type { PkiHex } from '../../src/peer/state.js';
import type { Step } from '../../src/simulator/node.js';
import { decodeBlock, encodeBlock } from '../../src/wire/block.js';
import type { Crypto } from '../../src/wire/crypto/port.js';
import { type SignedMessage, unsignedMessage } from '../../src/wire/envelope.js';
import type { Block, GossipMessage } from '../../src/wire/message-types.js';

type Effects = readonly PeerEffect[];

/** A peer that does something wrong after each step. */
const after =
  (wrong: (peer: Peer, effects: Effects, input: PeerInput) => Effects | undefined): Step =>
  (peer, input, atMs, choose) => {
    const effects = step(peer, input, atMs, choose);
    return wrong(peer, effects, input) ?? effects;
  };

/** A peer that does not hear some messages. */
const deafTo = (...kinds: readonly string[]): Step => {
  const isHeard = (input: PeerInput) =>
    input.type !== 'envelope.received' || !kinds.includes(kindOf(input.message) ?? '');
  return (peer, input, atMs, choose) =>
    isHeard(input) ? step(peer, input, atMs, choose) : step(peer, nothing, atMs, choose);
};
const nothing: PeerInput = { type: 'timer.fired', timer: 'ticker/none' };
const kindOf = (message: Uint8Array | SignedMessage) =>
  message instanceof Uint8Array ? undefined : message.message.content.case;

/** A link to somebody of another organisation, other than `not`. */
function linkAbroad({ state, config }: Peer, not = ''): string | undefined {
  for (const [pki, link] of state.linkOf) {
    const org = state.identities.get(pki)?.mspId;
    if (org !== undefined && org !== config.mspId && org !== not) return link;
  }
  return undefined;
}

const sendOn = (link: string | undefined, signed: SignedMessage | undefined): Effects =>
  link === undefined || signed === undefined ? [] : [{ type: 'envelope.send', link, signed }];

/** A member whose organisation is as asked, in any state. */
const memberOf = ({ state }: Peer, isAsked: (org: string) => boolean) =>
  [...state.members.values()].find(({ pki }) => isAsked(state.identities.get(pki)?.mspId ?? ''));

/** The channel that all of these scenarios have. */
const channelOf = ({ state }: Peer) => state.channels.get(CHANNEL);
export const CHANNEL = 'trade';

/** Replaces the first commit of a block after the first. */
const recommitted = (
  change: (block: Block, effect: Commit, crypto: Crypto) => Partial<Commit>,
): Step =>
  after(({ config }, effects) =>
    effects.map((effect) => {
      if (effect.type !== 'block.commit') return effect;
      const block = decodeBlock(effect.bytes);
      if (block.verdict !== 'accept') return effect;
      return { ...effect, ...change(block.value, effect, config.crypto) };
    }),
  );
type Commit = Extract<PeerEffect, { type: 'block.commit' }>;

/** Puts copies of the first entry of a store under new keys, more than there may be. */
function overfill<K, V>(store: Map<K, V>, keyOf: (index: number) => K, value: V | undefined): void {
  if (value !== undefined) for (let i = 0; i < 100; i++) store.set(keyOf(i), value);
}

const isSweep = (input: PeerInput) =>
  input.type === 'timer.fired' && input.timer.includes('member-sweep');

/** What it does wrong shows against what was right at the sweep before. */
function afterEverySecondSweep(wrong: (peer: Peer) => void): Step {
  let sweepCount = 0;
  return after((peer, _, input) => {
    if (isSweep(input)) sweepCount += 1;
    if (isSweep(input) && sweepCount % 2 === 0) wrong(peer);
    return undefined;
  });
}

/** By the id that must be named. */
export const brokenPeers: Readonly<Record<string, Step>> = {
  'LINK-I1': after(({ state }, effects) => {
    for (const effect of effects)
      if (effect.type === 'report' && effect.trace.kind === 'step' && effect.trace.to === 'open') {
        const link = state.links.get(effect.trace.entity);
        if (link !== undefined) state.links.set('ghost', { ...link, link: 'ghost' });
      }
    return undefined;
  }),
  'LINK-I2': after(({ state }, effects) => {
    for (const effect of effects)
      if (effect.type === 'report' && effect.trace.kind === 'step' && effect.trace.to === 'open') {
        const link = state.links.get(effect.trace.entity);
        const other = [...state.members.keys()][0];
        const entity = link?.acceptor?.entity ?? link?.dialler?.entity;
        if (entity === undefined || other === undefined) continue;
        state.linkOf.delete(entity.pkiId);
        entity.pkiId = other;
      }
    return undefined;
  }),
  'MEMB-I1': after(({ state, config }) => {
    const [member] = state.members.values();
    if (member !== undefined) state.members.set(config.pkiHex, member);
    return undefined;
  }),
  'MEMB-I2': afterEverySecondSweep(({ state }) => {
    for (const member of state.members.values()) member.timestamp = { incNum: 1n, seqNum: 1n };
  }),
  'MEMB-I3': after(({ state }, _, input) => {
    const [one, two] = state.members.values();
    if (isSweep(input) && one !== undefined && two !== undefined) one.alive = two.alive;
    return undefined;
  }),
  'MEMB-I4': after((peer, effects) => {
    const ours = memberOf(peer, (org) => org === peer.config.mspId);
    return [...effects, ...sendOn(linkAbroad(peer), ours?.alive)];
  }),
  'MEMB-I5': after(({ state }) => {
    overfill(state.members, (i) => `extra${i}`, [...state.members.values()][0]);
    return undefined;
  }),
  'MEMB-I6': (peer, input, atMs, choose) => {
    if (!isSweep(input)) return step(peer, input, atMs, choose);
    const seen = [...peer.state.members].map(([pki, { lastSeenMs }]) => [pki, lastSeenMs] as const);
    for (const member of peer.state.members.values()) member.lastSeenMs = atMs;
    const effects = step(peer, input, atMs, choose);
    for (const [pki, lastSeenMs] of seen) peer.state.members.get(pki)!.lastSeenMs = lastSeenMs;
    return effects;
  },
  'IDENT-I3': after(({ state }) => {
    overfill(state.identities, (i) => `extra${i}`, [...state.identities.values()][0]);
    return undefined;
  }),
  'PUSH-I1': after((_, effects, input) =>
    input.type !== 'envelope.received' || kindOf(input.message) !== 'aliveMsg'
      ? undefined
      : [...effects, ...sendOn(input.link, input.message as SignedMessage)],
  ),
  'PUSH-I2': after((peer, effects) => {
    const { mspId } = peer.config;
    const third = memberOf(peer, (org) => org !== '' && org !== mspId);
    const org = third && peer.state.identities.get(third.pki)?.mspId;
    return [...effects, ...sendOn(linkAbroad(peer, org), third?.alive)];
  }),
  'PUSH-I4': after((peer) => {
    const window = channelOf(peer)?.window;
    if (window !== undefined) overfill(window, (i) => BigInt(i + 1_000), [...window.values()][0]);
    return undefined;
  }),
  'PUSH-I5': after((peer, effects) => {
    const held = [...(channelOf(peer)?.window.values() ?? [])][0];
    return [...effects, ...sendOn(linkAbroad(peer), held?.signed)];
  }),
  'PUSH-I6': after((_, effects) =>
    effects.map((effect) =>
      effect.type === 'envelope.send' ? { ...effect, signed: altered(effect.signed) } : effect,
    ),
  ),
  'PULL-I1': after((peer) => {
    const items = channelOf(peer)?.pull.items;
    if (items !== undefined) overfill(items, (i) => `${i + 1_000}`, [...items.values()][0]);
    return undefined;
  }),
  'XFER-I1': recommitted((_, { number }) => ({ number: number + 1n })),
  // As sound as the one that was ordered, and another.
  'XFER-I2': recommitted(({ header, ...block }, _, crypto) => ({
    bytes: encodeBlock({
      ...block,
      header: { ...header!, dataHash: crypto.sha256() },
      data: { $typeName: 'common.BlockData', data: [] },
    }),
  })),
  'XFER-I3': after((peer) => {
    const buffer = channelOf(peer)?.buffer.blocks;
    const block = { bytes: new Uint8Array(), source: 'push' } as const;
    if (buffer !== undefined) overfill(buffer, (i) => BigInt(i + 1_000), block);
    return undefined;
  }),
  'XFER-I4': recommitted(({ header, ...block }) => ({
    bytes: encodeBlock({ ...block, header: { ...header!, previousHash: new Uint8Array(32) } }),
  })),
  'XFER-I5': after((_, effects) => effects.filter(({ type }) => type !== 'block.commit')),
  'DELV-I1': after((_, effects) =>
    effects.flatMap((effect): PeerEffect[] =>
      effect.type === 'orderer.open'
        ? [effect, { ...effect, stream: effect.stream + 100 }]
        : [effect],
    ),
  ),
  'ELEC-I1': deafTo('leadershipMsg'),
  'ELEC-I2': after((peer, effects, input) => {
    const entry = channelOf(peer);
    if (!isSweep(input) || entry === undefined || entry.election.leads) return undefined;
    const open = { channel: CHANNEL, stream: 100, endpoint: 'orderer:7050', tlsRootCerts: [] };
    return [...effects, { type: 'orderer.open', ...open }];
  }),
  'CHAN-I2': after((peer, effects) => {
    const hello = effects.find(
      (effect) =>
        effect.type === 'envelope.send' &&
        kindOf(effect.signed) === 'hello' &&
        effect.signed.message.channel.length > 0,
    );
    if (hello?.type !== 'envelope.send') return undefined;
    return [...effects, ...sendOn(linkAbroad(peer), hello.signed)];
  }),
  'CHAN-I3': after((peer, _, input) => {
    const stored = channelOf(peer)?.stateInfos;
    const outsider = memberOf(peer, (org) => org === 'Org3');
    const [one] = stored?.values() ?? [];
    if (isSweep(input) && outsider !== undefined && one !== undefined)
      stored?.set(outsider.pki, one);
    return undefined;
  }),
  'CHAN-I4': after((_, effects) =>
    effects.map((effect) =>
      effect.type === 'envelope.send' && kindOf(effect.signed) === 'memReq'
        ? { ...effect, signed: renamed(effect.signed) }
        : effect,
    ),
  ),
  'CHAN-I5': afterEverySecondSweep((peer) => {
    for (const [pki, stored] of channelOf(peer)?.stateInfos ?? [])
      channelOf(peer)?.stateInfos.set(pki, { ...stored, timestamp: { incNum: 1n, seqNum: 1n } });
  }),
  'CHAN-I6': deafTo('stateInfo', 'stateSnapshot'),
  'CHAN-I8': after((peer, effects) => {
    const [one] = channelOf(peer)?.stateInfos.values() ?? [];
    const outsider = memberOf(peer, (org) => org === 'Org3');
    const link = outsider && peer.state.linkOf.get(outsider.pki as PkiHex);
    return [...effects, ...sendOn(link, one?.signed)];
  }),
  'SYS-I1': deafTo('aliveMsg', 'memReq', 'memRes'),
};

/** A pushed block with another data hash; everything else as it is. */
function altered(signed: SignedMessage): SignedMessage {
  const { content } = signed.message;
  const payload = content.case === 'dataMsg' ? content.value.payload : undefined;
  const block = payload && decodeBlock(payload.data);
  if (block?.verdict !== 'accept') return signed;
  const header = { ...block.value.header!, dataHash: new Uint8Array(32) };
  const data = encodeBlock({ ...block.value, header });
  const value = { $typeName: 'gossip.DataMessage' as const, payload: { ...payload!, data } };
  return unsignedMessage({ ...signed.message, content: { case: 'dataMsg', value } });
}

const renamed = ({ message }: SignedMessage): SignedMessage =>
  unsignedMessage({ ...message, channel: new TextEncoder().encode(CHANNEL) } as GossipMessage);
