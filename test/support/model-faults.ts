/** For each property of each model of peers a peer, or a villain, that is not as it should be. */
import { CHANNEL, chainOf, hashOf } from '../../src/checker/models/channels.js';
import { delivery } from '../../src/checker/models/delivery.js';
import { election } from '../../src/checker/models/election.js';
import { handshake } from '../../src/checker/models/handshake.js';
import { identities } from '../../src/checker/models/identities.js';
import { isolation } from '../../src/checker/models/isolation.js';
import {
  membership,
  membershipOfThree,
  membershipWithStranger,
} from '../../src/checker/models/membership.js';
import { crypto } from '../../src/checker/models/parts.js';
import { pauses } from '../../src/checker/models/pauses.js';
import { pull } from '../../src/checker/models/pull.js';
import * as say from '../../src/checker/models/sayings.js';
import { silence } from '../../src/checker/models/silence.js';
import { transfer } from '../../src/checker/models/transfer.js';
import type { PeerNetwork, PeerStep } from '../../src/checker/peers/network.js';
import type { PeerEffect } from '../../src/peer/io.js';
import type { Peer } from '../../src/peer/peer.js';
import { type SignedMessage, unsignedMessage } from '../../src/wire/envelope.js';
import { fromHex } from '../../src/wire/hex.js';
import { brokenPeers } from './broken-peers.js';
import {
  after,
  asleepTo,
  authorOf,
  before,
  deafTo,
  everywhere,
  fetchesOn,
  heard,
  isTimer,
  leadsOn,
  onlyAt,
  revive,
  sending,
  takesTheSound,
  without,
} from './faulty-steps.js';

/** The models, as small as the test command explores them, and smaller. */
export const networks: Readonly<Record<string, PeerNetwork>> = {
  handshake: { ...handshake('fabric-3.1'), budget: { timers: 1, losses: 1 } },
  election: election(2, 'fabric-3.1', { timers: 4 }),
  membership: membership({ timers: 1, ages: 1, sayings: 1 }),
  'membership-of-three-with-heartbeat': membershipOfThree({ timers: 1, ages: 1, sayings: 1 }),
  'membership-with-stranger': membershipWithStranger({ timers: 0, sayings: 2 }),
  silence: silence(),
  transfer: transfer({ timers: 1, sayings: 2 }),
  delivery: delivery({ timers: 2, ends: 1, lies: 1 }),
  'delivery-with-pauses': pauses({ timers: 2 }),
  pull: pull({ timers: 4 }),
  'pull-with-liar': pull({ timers: 2, losses: 2, sayings: 2 }),
  'pull-with-ages': pull({ timers: 2, ages: 1 }),
  isolation: isolation({ timers: 1, sayings: 1 }),
  identities: identities({ timers: 2, ages: 1 }),
};

type Plant = (network: PeerNetwork) => PeerNetwork;
const step =
  (faulty: PeerStep): Plant =>
  (network) =>
    everywhere(network, faulty);
const options =
  (change: (of: PeerNetwork['peers'][number]['options']) => object): Plant =>
  (network) => ({
    ...network,
    peers: network.peers.map((part) => ({
      ...part,
      options: { ...part.options, ...change(part.options) },
    })),
  });
/** Where no villain says anything there is less to explore. */
const quietly =
  (plant: Plant): Plant =>
  (network) =>
    plant({ ...network, budget: { ...network.budget, sayings: 0 } });
const silent: Plant = (network) => ({
  ...network,
  peers: network.peers.map((part) =>
    part.villain ? { ...part, villain: { ...part.villain, says: () => [] } } : part,
  ),
});

const channel = (peer: Peer, name = CHANNEL) => peer.state.channels.get(name);
const isolated = (peer: Peer) => channel(peer, 'channel-of-a-and-b');

/** More entries than any bound of the models. */
function overfill<K, V>(store: Map<K, V> | undefined, keyOf: (index: number) => K, value: V): void {
  for (let i = 0; i < 10; i += 1) store?.set(keyOf(i), value);
}

const failing: PeerStep = before((_, input) => {
  if (input.type === 'timer.fired') throw new Error('a timer that nobody expects');
  return input;
});
const commitless = step(without('block.commit'));

/** Members of all organisations are taken for those of the channel. */
const openToAll = options(({ channelReader: reader }) => ({
  channelReader: {
    ...reader!,
    read(block: Uint8Array) {
      const read = reader!.read(block);
      if (read.verdict !== 'accept') return read;
      const organisations = ['A', 'B', 'C'].map((mspId) => ({ mspId, anchors: [] }));
      return { ...read, value: { ...read.value, organisations, satisfies: () => true } };
    },
  },
}));

/** To whoever has an open link, of whatever organisation. */
const toAll = ({ state }: Peer, signed: SignedMessage): PeerEffect[] =>
  [...state.linkOf.values()].map((link) => ({ type: 'envelope.send', link, signed }));

const ordered = chainOf(['A'], 1).blocks.map(hashOf);

/** By model, then by property. */
export const faults: Readonly<Record<string, Readonly<Record<string, Plant>>>> = {
  handshake: {
    'LINK-I1': step(brokenPeers['LINK-I1']!),
    // Takes whoever is at the other end for somebody else.
    'LINK-I2': step(
      after(({ state }) => {
        for (const { acceptor, dialler } of state.links.values()) {
          const entity = acceptor?.entity ?? dialler!.entity;
          if (entity.pkiId !== '') entity.pkiId = 'aa';
        }
        return undefined;
      }),
    ),
    'linked-both-ways': step(deafTo('conn')),
    crossing: step(before((_, input) => (input.type === 'link.requested' ? undefined : input))),
    'SYS-I3': step(failing),
  },
  election: {
    'ELEC-I2': step(fetchesOn),
    'ELEC-I3': step(leadsOn),
    'leads-alone': step(asleepTo('leaderElectionDuration')),
    'two-lead': (network) => onlyAt(network, 'p1.A', asleepTo('leaderElectionDuration')),
    'ELEC-I6': step(deafTo('leadershipMsg')),
    'SYS-I3': step(before(throwOn('leaderElectionDuration'))),
  },
  membership: {
    'MEMB-I1': step(
      after(({ state, config }, _, input) => {
        const [some] = state.members.values();
        if (authorOf(input) === config.pkiHex && some !== undefined)
          state.members.set(config.pkiHex, some);
        return undefined;
      }),
    ),
    // Timestamps are not compared.
    'MEMB-I2': step(
      before(({ state }, input) => {
        const author = authorOf(input) ?? '';
        const member = state.members.get(author);
        if (member !== undefined) member.timestamp = { incNum: 0n, seqNum: 0n };
        state.aliveStore.delete(author);
        return input;
      }),
    ),
    'MEMB-I3': options(() => ({ crypto: { ...crypto, verify: () => true } })),
    'alive-by-newer': step(
      after((peer, _, input) => {
        revive(peer, authorOf(input) ?? '');
        return undefined;
      }),
    ),
    'MEMB-I6': step(brokenPeers['MEMB-I6']!),
    'MEMB-I7': quietly(step(deafTo('aliveMsg', 'memReq', 'memRes'))),
    'replay-refused': step(
      after((peer) => {
        for (const pki of peer.state.members.keys()) revive(peer, pki);
        return undefined;
      }),
    ),
    forgotten: quietly(step(asleepTo('alive-store-sweep'))),
    'SYS-I3': step(before(throwOn('member-sweep'))),
  },
  'membership-of-three-with-heartbeat': {
    // What was said before counts as new in a response.
    'MEMB-I2': step(
      before(({ state }, input) => {
        if (heard(input)?.message.content.case === 'memRes')
          for (const member of state.members.values())
            member.timestamp = { incNum: 0n, seqNum: 0n };
        return input;
      }),
    ),
    'replay-refused': silent,
    'MEMB-I7': quietly(step(deafTo('aliveMsg', 'memReq', 'memRes'))),
  },
  'membership-with-stranger': {
    // Room without end.
    'MEMB-I5': options((of) => ({
      parameters: { ...of.parameters, membersMax: 10, aliveStoreMax: 10 },
    })),
    'turned-away': silent,
    'dropped-first': options((of) => ({ parameters: { ...of.parameters, aliveStoreMax: 10 } })),
    'SYS-I3': step(
      before((_, input) => {
        if (heard(input)?.message.content.case === 'memRes') throw new Error('told');
        return input;
      }),
    ),
  },
  silence: {
    // No time passes.
    silent: (network) => ({ ...network, ages: [] }),
    'MEMB-I6': step(brokenPeers['MEMB-I6']!),
    'SYS-I3': step(before(throwOn('member-sweep'))),
  },
  transfer: {
    'XFER-I1': step(brokenPeers['XFER-I1']!),
    'XFER-I2': step(brokenPeers['XFER-I2']!),
    'XFER-I4': step(brokenPeers['XFER-I4']!),
    'XFER-I3': step(
      after((peer) => {
        const block = { bytes: new Uint8Array(), source: 'push' } as const;
        overfill(channel(peer)?.buffer.blocks, (i) => BigInt(i + 100), block);
        return undefined;
      }),
    ),
    'PUSH-I6': step(brokenPeers['PUSH-I6']!),
    'caught-up': commitless,
    'XFER-I6': commitless,
    'XFER-I7': commitless,
    'SYS-I3': step(before(throwOn('stateCheckInterval'))),
  },
  delivery: {
    'XFER-I1': step(brokenPeers['XFER-I1']!),
    'XFER-I2': step(brokenPeers['XFER-I2']!),
    'XFER-I4': step(brokenPeers['XFER-I4']!),
    'ELEC-I2': step(without('orderer.close')),
    'DELV-I1': step(brokenPeers['DELV-I1']!),
    'DELV-I3': step(
      after(({ state }) => {
        state.timers.delete(`delivery/${CHANNEL}/reconnectWait`);
        return undefined;
      }),
    ),
    'DELV-I2': step(brokenPeers['PUSH-I6']!),
    // Whatever it is sent, it takes for the next block.
    refuses: step((peer, input, atMs, choose) => {
      const was = channel(peer)?.delivery.nextNumber ?? 0n;
      const effects = after(() => undefined)(peer, input, atMs, choose);
      const own = channel(peer)?.delivery;
      if (input.type === 'orderer.received' && own?.nextNumber === was) own.nextNumber += 1n;
      return effects;
    }),
    'fetched-by-both': (network) => onlyAt(network, 'p1.A', asleepTo('leaderElectionDuration')),
    'ELEC-I6': step(deafTo('leadershipMsg')),
    'all-have-all': commitless,
    'SYS-I3': step(before(throwOn('leaderElectionDuration'))),
  },
  'delivery-with-pauses': {
    // Takes one more, and forgets the one that it holds.
    'DELV-I4': step((peer, input, atMs, choose) => {
      const own = channel(peer)?.delivery;
      if (input.type === 'orderer.received' && own !== undefined) own.held = undefined;
      return without('orderer.pause')(peer, input, atMs, choose);
    }),
    pauses: step(without('orderer.pause')),
    'DELV-I5': step(without('orderer.resume')),
  },
  pull: {
    'XFER-I1': step(brokenPeers['XFER-I1']!),
    'XFER-I2': step(brokenPeers['XFER-I2']!),
    'XFER-I4': step(brokenPeers['XFER-I4']!),
    'PULL-I1': step(
      after((peer, _, input) => {
        const [one] = channel(peer)?.window.values() ?? [];
        if (one !== undefined && isTimer(input, 'pull'))
          overfill(channel(peer)?.pull.items, (i) => `${i + 100}`, one.signed);
        return undefined;
      }),
    ),
    'PULL-I6': step(deafTo('dataUpdate')),
    'two-owners': (network) =>
      onlyAt(network, 'p3.A', asleepTo('requestWaitTime')) &&
      onlyAt(network, 'p3.A', deafTo('hello')),
    'all-have-all': step(deafTo('dataUpdate')),
    'SYS-I3': step(before(throwOn('digestWaitTime'))),
  },
  'pull-with-liar': {
    'PULL-I2': step(takesTheSound((number, block) => hashOf(block) === ordered[Number(number)])),
    'flawed-update': silent,
  },
  'pull-with-ages': { expired: step(asleepTo('block-window-sweep')) },
  identities: {
    // Digests of all that it has, to whomever.
    'PULL-I3': step(
      sending((signed, { state }) => {
        const { content } = signed.message;
        if (content.case !== 'dataDig') return [signed];
        const value = { ...content.value, digests: [...state.identities.keys()].map(fromHex) };
        return [
          unsignedMessage({ ...signed.message, content: { case: 'dataDig', value } } as never),
        ];
      }),
    ),
    // PULL-48 in the place of PULL-36, where there is no room for what is pulled.
    'PULL-I4': options(({ parameters, externalEndpoint }) => ({
      profile: 'fabric-3.1',
      parameters: { ...parameters, ...(externalEndpoint === '' && { identitiesMax: 2 }) },
    })),
    pulled: step(deafTo('dataUpdate')),
    'idle-forgotten': step(asleepTo('identity-idle-sweep')),
    'SYS-I3': step(before(throwOn('identity-pull'))),
  },
  isolation: {
    'CHAN-I1': openToAll,
    'CHAN-I2': step(
      after((peer, effects, input) => {
        if (!isTimer(input, 'block-pull')) return undefined;
        const signed = say.blockHello('channel-of-all', 8n);
        return [...effects, ...toAll(peer, signed)];
      }),
    ),
    'CHAN-I3': openToAll,
    'CHAN-I4': step(
      sending((signed) =>
        signed.message.content.case === 'memReq'
          ? [
              unsignedMessage({
                ...signed.message,
                channel: new TextEncoder().encode('channel-of-a-and-b'),
              }),
            ]
          : [signed],
      ),
    ),
    'CHAN-I5': step(
      after((peer, _, input) => {
        if (isTimer(input, 'heartbeat'))
          for (const [pki, stored] of isolated(peer)?.stateInfos ?? [])
            isolated(peer)!.stateInfos.set(pki, {
              ...stored,
              timestamp: { incNum: 1n, seqNum: 1n },
            });
        return undefined;
      }),
    ),
    'CHAN-I8': step(
      after((peer, effects, input) => {
        const told = [...(isolated(peer)?.stateInfos.values() ?? [])];
        if (!isTimer(input, 'state-info-request')) return undefined;
        return [...effects, ...told.flatMap(({ signed }) => toAll(peer, signed))];
      }),
    ),
    'MEMB-I4': step(
      after((peer, effects, input) => {
        const own = peer.state.ownAlive;
        if (!isTimer(input, 'membership-sync') || own === undefined) return undefined;
        return [...effects, ...toAll(peer, own)];
      }),
    ),
    'XFER-I1': quietly(step(brokenPeers['XFER-I1']!)),
    'XFER-I2': quietly(step(brokenPeers['XFER-I2']!)),
    'XFER-I4': quietly(step(brokenPeers['XFER-I4']!)),
    'CHAN-I7': quietly(step(deafTo('stateSnapshot'))),
    'outsider-refused': silent,
    'caught-up': quietly(commitless),
    'SYS-I3': step(
      before((_, input) => {
        if (heard(input)?.message.content.case === 'stateRequest') throw new Error('asked');
        return input;
      }),
    ),
  },
};

function throwOn(timer: string): Parameters<typeof before>[0] {
  return (_, input) => {
    if (isTimer(input, timer)) throw new Error(`timer ${timer}`);
    return input;
  };
}
