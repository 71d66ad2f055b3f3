/** A scene in channels of symbolic configurations, and the messages that such channels see. */
import type { ChannelEntry } from '../../src/peer/channel/entry.js';
import { createSymbolicChain, type SymbolicChain } from '../../src/simulator/symbolic-blocks.js';
import {
  createSymbolicChannelReader,
  type SymbolicConfig,
} from '../../src/wire/channel/symbolic.js';
import { channelMac } from '../../src/wire/channel-mac.js';
import {
  type ContentOf,
  gossipMessage,
  type SignedMessage,
  signMessage,
  unsignedMessage,
} from '../../src/wire/envelope.js';
import { PullMsgType, GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import { createSymbolicAuthority } from '../../src/wire/identity/symbolic.js';
import { aliveMessage, pkiIdOfName } from './gossip-builders.js';
import { createScene, NAMES, type SceneOptions } from './scene.js';
import { crypto, orgOfName } from './symbolic-peers.js';

export const ORDERER = { mspId: 'Ord', name: 'ord.Ord', endpoint: 'ord:7050' };

/** Everybody of the scene, and an orderer. */
export const world = createSymbolicAuthority(
  [...NAMES, ORDERER.name].map((name) => ({
    mspId: orgOfName(name),
    name,
    key: crypto.signerOf(name).publicKey,
  })),
);

/** Of the organisations named, with anchors by organisation. */
export const settings = (
  organisations: string,
  { sequence = 1, anchors = {} as Record<string, string[]>, orderers = [ORDERER] } = {},
): SymbolicConfig => ({
  sequence,
  organisations: [...organisations].map((mspId) => ({ mspId, anchors: anchors[mspId] ?? [] })),
  orderers,
});

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * A peer of organisation A that has joined the channels, each given by its organisations: `{ ch1: 'AB' }`.
 * Nobody has been met before: what a channel makes it trust has had its effect.
 */
export function channelScene(channels: Record<string, string>, options: SceneOptions = {}) {
  const channelReader = createSymbolicChannelReader(world, 'A');
  const scene = createScene({ channelReader, ...options });
  const chains = new Map<string, SymbolicChain>();
  const chainOf = (channel: string) => chains.get(channel)!;
  const join = (channel: string, config: SymbolicConfig | string) => {
    const genesis = typeof config === 'string' ? settings(config) : config;
    const chain = createSymbolicChain(crypto, channel, genesis);
    chains.set(channel, chain);
    const { height, lastHash } = chain.tip;
    const { configBlock } = chain;
    return scene.feed({ type: 'channel.join', channel, configBlock, height, lastHash });
  };
  for (const [channel, organisations] of Object.entries(channels)) join(channel, organisations);
  return {
    ...scene,
    chainOf,
    join,
    entry: (channel = 'ch1'): ChannelEntry => scene.peer.state.channels.get(channel)!,
    /** A link of a live member. */
    member(name: string, alive: Parameters<typeof aliveMessage>[1] = {}) {
      const link = scene.connect(name);
      scene.receive(link, aliveMessage(name, alive));
      return link;
    },
  };
}

export type ChannelScene = ReturnType<typeof channelScene>;

export interface StateInfoFields {
  readonly channel?: string;
  readonly incNum?: bigint;
  readonly seqNum?: bigint;
  readonly height?: bigint;
  readonly left?: boolean;
  readonly mac?: Uint8Array;
  readonly chaincodes?: readonly string[];
  /** Whose key signs, if not the author's. */
  readonly signer?: string;
  /** Parts that are left out. */
  readonly without?: readonly ('timestamp' | 'properties' | 'pkiId')[];
}

export function stateInfo(author: string, fields: StateInfoFields = {}): SignedMessage {
  const { channel = 'ch1', incNum = 1n, seqNum = 1n, height = 1n, left = false } = fields;
  const { signer = author, without = [] } = fields;
  const pkiId = pkiIdOfName(author);
  const value: ContentOf<'stateInfo'> = {
    $typeName: 'gossip.StateInfo',
    pkiId: without.includes('pkiId') ? new Uint8Array() : pkiId,
    channelMAC: fields.mac ?? channelMac(crypto, pkiId, channel),
  };
  if (!without.includes('timestamp'))
    value.timestamp = { $typeName: 'gossip.PeerTime', incNum, seqNum };
  if (!without.includes('properties'))
    value.properties = {
      $typeName: 'gossip.Properties',
      ledgerHeight: height,
      leftChannel: left,
      chaincodes: (fields.chaincodes ?? []).map((name) => ({
        $typeName: 'gossip.Chaincode' as const,
        name,
        version: '1',
        metadata: new Uint8Array(),
      })),
    };
  const message = gossipMessage('stateInfo', value, { tag: Tag.CHAN_OR_ORG });
  return signMessage(message, crypto.signerOf(signer));
}

/** A request of `name`, with the MAC of `as`. */
export const snapshotRequest = (name: string, channel = 'ch1', as = name): SignedMessage =>
  unsignedMessage(
    gossipMessage(
      'stateInfoPullReq',
      {
        $typeName: 'gossip.StateInfoPullRequest',
        channelMAC: channelMac(crypto, pkiIdOfName(as), channel),
      },
      { tag: Tag.CHAN_OR_ORG },
    ),
  );

export const snapshot = (elements: readonly SignedMessage[], channel = 'ch1'): SignedMessage =>
  unsignedMessage(
    gossipMessage(
      'stateSnapshot',
      {
        $typeName: 'gossip.StateInfoSnapshot',
        elements: elements.map(({ envelope }) => envelope),
      },
      { tag: Tag.CHAN_OR_ORG, channel: utf8(channel) },
    ),
  );

export const blockHello = (channel = 'ch1'): SignedMessage =>
  unsignedMessage(
    gossipMessage(
      'hello',
      {
        $typeName: 'gossip.GossipHello',
        nonce: 5n,
        metadata: new Uint8Array(),
        msgType: PullMsgType.BLOCK_MSG,
      },
      { tag: Tag.CHAN_AND_ORG, channel: utf8(channel) },
    ),
  );

/** A message with a block of that number whose bytes are none. */
export const blockMessage = (channel = 'ch1', seqNum = 1n): SignedMessage =>
  unsignedMessage(
    gossipMessage(
      'dataMsg',
      {
        $typeName: 'gossip.DataMessage',
        payload: {
          $typeName: 'gossip.Payload',
          seqNum,
          data: new Uint8Array(),
          privateData: [],
        },
      },
      { tag: Tag.CHAN_AND_ORG, channel: utf8(channel) },
    ),
  );
