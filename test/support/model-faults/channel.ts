/** Networks of channels, small, and for each property of each a peer or a villain that is not as it should be. */

import { foreignStateInfo } from '../../../src/checker/models/foreign.js';
import { isolation } from '../../../src/checker/models/isolation.js';
import { isolationWithCrash } from '../../../src/checker/models/isolation-crash.js';
import * as say from '../../../src/checker/models/sayings.js';
import type { PeerNetwork, PeerStep } from '../../../src/checker/peers/network.js';
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

const isolated = (peer: Peer) => channel(peer, 'channel-of-a-and-b');

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

/** To whoever has an open link, of whatever organisation. */
const toAll = ({ state }: Peer, signed: SignedMessage): PeerEffect[] =>
  [...state.linkOf.values()].map((link) => ({ type: 'envelope.send', link, signed }));

export const networks: Readonly<Record<string, PeerNetwork>> = {
  isolation: isolation({ timers: 1, sayings: 1 }),
  'foreign-state-info': foreignStateInfo({ timers: 2, ages: 1, sayings: 1 }),
  'isolation-with-crash': isolationWithCrash({ timers: 1, sayings: 1, crashes: 1, restarts: 1 }),
};

export const faults: Faults = {
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
        return [...effects, ...toAll(peer, say.stateInfo(own, 'channel-of-a-and-b', 2n))];
      }),
    ),
    'same-height': joinsAsIfNew('channel-of-a-and-b'),
    'refused-again': silent,
    'linked-in-one': step(without('dial')),
  },
};
