/** Faults of channels: for each property of each model a peer or a villain that is not as it should be. */
import { SECRET, SHARED } from '../../../src/checker/models/isolation.js';
import * as say from '../../../src/checker/models/sayings.js';
import type { PeerStep } from '../../../src/checker/peers/network.js';
import type { PeerEffect } from '../../../src/peer/io.js';
import type { Peer } from '../../../src/peer/peer.js';
import { type SignedMessage, unsignedMessage } from '../../../src/wire/envelope.js';
import { brokenPeers } from '../broken-peers.js';
import {
  after,
  asleepTo,
  before,
  deafTo,
  heard,
  isTimer,
  sending,
  without,
} from '../faulty-steps.js';
import {
  channel,
  commitless,
  type Faults,
  joinsAsIfNew,
  options,
  quietly,
  silent,
  step,
  throwOn,
} from './plant.js';

const isolated = (peer: Peer) => channel(peer, SECRET);

/** Takes every StateInfo of a channel that it is not in for the first one. */
const forgetsForeign: PeerStep = before(({ state }, input) => {
  if (heard(input)?.message.content.case === 'stateInfo') state.foreignStateInfos.clear();
  return input;
});

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

/** Puts the name of the channel in messages that need it not. */
const namesIn = (kind: string) =>
  step(
    sending((signed) =>
      signed.message.content.case === kind
        ? [unsignedMessage({ ...signed.message, channel: new TextEncoder().encode(SECRET) })]
        : [signed],
    ),
  );

/** Sets back what it has stored of others. */
const olderAt = (timer: string) =>
  step(
    after((peer, _, input) => {
      const stored = isolated(peer)?.stateInfos;
      if (isTimer(input, timer))
        for (const [pki, one] of stored ?? [])
          stored!.set(pki, { ...one, timestamp: { incNum: 1n, seqNum: 1n } });
      return undefined;
    }),
  );

/** To whoever has an open link, of whatever organisation. */
const toAll = ({ state }: Peer, signed: SignedMessage): PeerEffect[] =>
  [...state.linkOf.values()].map((link) => ({ type: 'envelope.send', link, signed }));

export const faults: Faults = {
  isolation: {
    'CHAN-I1': openToAll,
    'CHAN-I2': step(
      after((peer, effects, input) => {
        if (!isTimer(input, 'block-pull')) return undefined;
        const signed = say.blockHello(SHARED, 8n);
        return [...effects, ...toAll(peer, signed)];
      }),
    ),
    'CHAN-I3': openToAll,
    'CHAN-I4': namesIn('memReq'),
    'CHAN-I5': olderAt('heartbeat'),
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
  // No heartbeat and no membership sync: what breaks there breaks by what does happen.
  'isolation-with-timers': {
    'CHAN-I4': namesIn('stateInfoPullReq'),
    'CHAN-I5': olderAt('state-info-request'),
    // Who asks for the membership is told where to reach the peer within its organisation, too.
    'MEMB-I4': step(
      after((peer, effects, input) => {
        const own = peer.state.ownAlive;
        const isAsked = heard(input)?.message.content.case === 'memReq';
        if (input.type !== 'envelope.received' || !isAsked || own === undefined) return undefined;
        return [...effects, { type: 'envelope.send', link: input.link, signed: own }];
      }),
    ),
  },
  'foreign-state-info': {
    'foreign-newer': step(forgetsForeign),
    'foreign-once': step(forgetsForeign),
    stored: step(deafTo('stateInfo')),
    'replay-refused': silent,
    forgotten: quietly(step(asleepTo('state-info-store-sweep'))),
    'SYS-I3': step(before(throwOn('state-info-publish'))),
  },
  'isolation-with-crash': {
    'CHAN-I8': step(
      after((peer, effects, input) => {
        if (!isTimer(input, 'state-info-request')) return undefined;
        const own = { author: 'p1.A', signer: 'p1.A' };
        return [...effects, ...toAll(peer, say.stateInfo(own, SECRET, 2n))];
      }),
    ),
    'same-height': joinsAsIfNew(SECRET),
    'refused-again': silent,
    'linked-in-one': step(without('dial')),
  },
};
