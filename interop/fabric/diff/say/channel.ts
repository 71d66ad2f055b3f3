/** StateInfo, snapshots, leadership messages: what peers say of themselves in a channel. */
import { create } from '@bufbuild/protobuf';
import {
  channelMac,
  leadership,
  type StateInfoOptions,
  stateInfo,
  stateInfoPullRequest,
  stateInfoSnapshot,
} from '../../../../conformance/harness/wire/channel-messages.js';
import { messageOf, seal, sealed } from '../../../../conformance/harness/wire/messages.js';
import {
  type Envelope,
  EnvelopeSchema,
  GossipMessage_Tag as Tag,
} from '../../../../src/wire/gen/gossip/message_pb.js';
import { nextTime, type Saying, type Variants } from './author.js';
import { badlySigned, unsigned } from './damage.js';

const UNKNOWN = 'nowhere';

function info(saying: Saying, options: Partial<StateInfoOptions> = {}): Envelope | undefined {
  const { of, channel, number } = saying;
  return (
    channel &&
    stateInfo(of.credentials, channel.id, {
      height: BigInt(number),
      ...nextTime(of),
      ...options,
    })
  );
}

function keptInfo(saying: Saying, options: Partial<StateInfoOptions> = {}): Envelope | undefined {
  const made = info(saying, options);
  if (made) saying.of.last.set(`stateInfo ${saying.channel!.id}`, made);
  return made;
}

const lastInfo = ({ of, channel }: Saying): Envelope | undefined =>
  channel && of.last.get(`stateInfo ${channel.id}`);

const on =
  (change: (envelope: Envelope) => Envelope) =>
  (envelope: Envelope | undefined): Envelope | undefined =>
    envelope && change(envelope);

export const stateInfoVariants: Variants = {
  valid: (s) => keptInfo(s),
  left: (s) => keptInfo(s, { left: true }),
  'with chaincodes': (s) => keptInfo(s, { chaincodes: [{ name: 'cc', version: '1' }] }),
  'without properties': (s) => info(s, { properties: false }),
  replay: lastInfo,
  stale: (s) => info(s, { seqNum: 0n }),
  'MAC of another channel': (s) => info(s, { mac: channelMac(s.of.credentials.pkiId, UNKNOWN) }),
  'MAC of another peer': (s) =>
    s.channel && info(s, { mac: channelMac(s.stranger.pkiId, s.channel.id) }),
  'without MAC': (s) => info(s, { mac: new Uint8Array() }),
  'with another PKI-ID': (s) => info(s, { pkiId: s.stranger.pkiId }),
  'without PKI-ID': (s) => info(s, { pkiId: new Uint8Array() }),
  unsigned: (s) => on(unsigned)(info(s)),
  'badly signed': (s) => on(badlySigned)(info(s)),
  'signed by another': (s) => info(s, { signing: { keyPem: s.stranger.keyPem } }),
  'wrong tag': (s) => info(s, { tag: Tag.CHAN_AND_ORG }),
  'unknown channel': (s) =>
    stateInfo(s.of.credentials, UNKNOWN, { height: BigInt(s.number), ...nextTime(s.of) }),
};

export const snapshotRequestVariants: Variants = {
  valid: ({ by, channel }) => channel && stateInfoPullRequest(by.credentials, channel.id),
  'MAC of another peer': ({ stranger, channel }) =>
    channel && stateInfoPullRequest(stranger, channel.id),
  'without MAC': ({ by, channel }) =>
    channel && stateInfoPullRequest(by.credentials, channel.id, { mac: new Uint8Array() }),
  'unknown channel': ({ by }) => stateInfoPullRequest(by.credentials, UNKNOWN),
  'wrong tag': ({ by, channel }) =>
    channel && stateInfoPullRequest(by.credentials, channel.id, { tag: Tag.EMPTY }),
};

const snapshotOf = (
  saying: Saying,
  elements: readonly (Envelope | undefined)[],
  options: Parameters<typeof stateInfoSnapshot>[2] = {},
): Envelope | undefined => {
  const { channel } = saying;
  const there = elements.filter((element) => element !== undefined);
  if (!channel || there.length < elements.length) return undefined;
  return stateInfoSnapshot(channel.id, there, options);
};

export const snapshotVariants: Variants = {
  valid: (s) => snapshotOf(s, [keptInfo(s)]),
  replayed: (s) => snapshotOf(s, [lastInfo(s)]),
  empty: (s) => snapshotOf(s, []),
  'badly signed': (s) => snapshotOf(s, [on(badlySigned)(info(s))]),
  'MAC of another channel': (s) =>
    snapshotOf(s, [info(s, { mac: channelMac(s.of.credentials.pkiId, UNKNOWN) })]),
  'element that is no message': (s) => snapshotOf(s, [seal(Uint8Array.of(0x0a, 0x7f, 0x01))]),
  'empty element': (s) => snapshotOf(s, [create(EnvelopeSchema)]),
  'element without content': (s) => snapshotOf(s, [sealed(messageOf({ tag: Tag.EMPTY }))]),
  'unknown channel': (s) => {
    const made = info(s);
    return made && stateInfoSnapshot(UNKNOWN, [made]);
  },
  'wrong tag': (s) => snapshotOf(s, [info(s)], { tag: Tag.EMPTY }),
};

const led = (
  saying: Saying,
  isDeclaration: boolean,
  options: Partial<Parameters<typeof leadership>[3]> = {},
): Envelope | undefined =>
  saying.channel &&
  leadership(saying.of.credentials, saying.channel.id, isDeclaration, {
    ...nextTime(saying.of),
    ...options,
  });

function keptLed(saying: Saying, isDeclaration: boolean): Envelope | undefined {
  const made = led(saying, isDeclaration);
  if (made) saying.of.last.set(`leadership ${saying.channel!.id}`, made);
  return made;
}

export const leadershipVariants: Variants = {
  valid: (s) => keptLed(s, true),
  proposal: (s) => keptLed(s, false),
  replay: ({ of, channel }) => channel && of.last.get(`leadership ${channel.id}`),
  stale: (s) => led(s, true, { seqNum: 0n }),
  'with another PKI-ID': (s) => led(s, true, { pkiId: s.stranger.pkiId }),
  'without PKI-ID': (s) => led(s, true, { pkiId: new Uint8Array() }),
  'without channel': (s) => led(s, true, { channel: new Uint8Array() }),
  'badly signed': (s) => on(badlySigned)(led(s, true)),
  'signed by another': (s) => led(s, true, { signing: { keyPem: s.stranger.keyPem } }),
  'wrong tag': (s) => led(s, true, { tag: Tag.CHAN_OR_ORG }),
};
