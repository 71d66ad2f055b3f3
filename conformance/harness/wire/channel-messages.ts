/**
 * Builders of what a simulated peer says in a channel: each with valid defaults, each part overridable.
 * Pure, as messages.ts: who signs and what it claims are arguments.
 */
import {
  type Envelope,
  PullMsgType,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import type { Credentials } from './credentials.js';
import { messageOf, type Outer, type Signing, sealed } from './messages.js';
import { sha256 } from './sign.js';

const NONE = new Uint8Array();
const text = new TextEncoder();

export const channelName = (channel: string): Uint8Array => text.encode(channel);

/** SHA-256 of the PKI-ID followed by the channel's name. */
export const channelMac = (pkiId: Uint8Array, channel: string): Uint8Array =>
  sha256(pkiId, channelName(channel));

const outer = (tag: Tag, { tag: given, nonce, channel }: Outer, name: Uint8Array = NONE) => ({
  tag: given ?? tag,
  nonce: nonce ?? 0n,
  channel: channel ?? name,
});

export interface StateInfoOptions extends Outer {
  readonly incNum: bigint;
  readonly seqNum: bigint;
  readonly height: bigint;
  readonly left?: boolean;
  readonly chaincodes?: readonly { readonly name: string; readonly version: string }[];
  readonly pkiId?: Uint8Array;
  readonly mac?: Uint8Array;
  /** False: no properties at all. */
  readonly properties?: false;
  readonly signing?: Signing;
}

/** StateInfo of a peer in the channel. */
export const stateInfo = (of: Credentials, name: string, options: StateInfoOptions): Envelope =>
  sealed(
    messageOf({
      ...outer(Tag.CHAN_OR_ORG, options),
      content: {
        case: 'stateInfo',
        value: {
          timestamp: { incNum: options.incNum, seqNum: options.seqNum },
          pkiId: options.pkiId ?? of.pkiId,
          channelMAC: options.mac ?? channelMac(of.pkiId, name),
          ...(options.properties !== false && {
            properties: {
              ledgerHeight: options.height,
              leftChannel: options.left ?? false,
              chaincodes: [...(options.chaincodes ?? [])],
            },
          }),
        },
      },
    }),
    options.signing ?? { keyPem: of.keyPem },
  );

export const stateInfoPullRequest = (
  of: Credentials,
  name: string,
  options: Outer & { readonly mac?: Uint8Array } = {},
): Envelope =>
  sealed(
    messageOf({
      ...outer(Tag.CHAN_OR_ORG, options),
      content: {
        case: 'stateInfoPullReq',
        value: { channelMAC: options.mac ?? channelMac(of.pkiId, name) },
      },
    }),
  );

export const stateInfoSnapshot = (
  name: string,
  elements: readonly Envelope[],
  options: Outer = {},
): Envelope =>
  sealed(
    messageOf({
      ...outer(Tag.CHAN_OR_ORG, options, channelName(name)),
      content: { case: 'stateSnapshot', value: { elements: [...elements] } },
    }),
  );

export interface DataOptions extends Outer {
  /** Default: the number that the case gives. */
  readonly privateData?: readonly Uint8Array[];
  /** False: no payload at all. */
  readonly payload?: false;
}

/** DataMessage with a serialized block. */
export const dataMessage = (
  name: string,
  number: number | bigint,
  block: Uint8Array,
  options: DataOptions = {},
): Envelope =>
  sealed(
    messageOf({
      ...outer(Tag.CHAN_AND_ORG, options, channelName(name)),
      content: {
        case: 'dataMsg',
        value:
          options.payload === false
            ? {}
            : {
                payload: {
                  seqNum: BigInt(number),
                  data: block,
                  privateData: [...(options.privateData ?? [])],
                },
              },
      },
    }),
  );

/** What a pull is about: the blocks of a channel, or identities. */
export type Pulled = { readonly channel: string } | 'identities';

const pullOuter = (of: Pulled, options: Outer) =>
  of === 'identities'
    ? outer(Tag.EMPTY, options)
    : outer(Tag.CHAN_AND_ORG, options, channelName(of.channel));
const pullType = (of: Pulled): PullMsgType =>
  of === 'identities' ? PullMsgType.IDENTITY_MSG : PullMsgType.BLOCK_MSG;

export const pullHello = (of: Pulled, nonce: bigint, options: Outer = {}): Envelope =>
  sealed(
    messageOf({
      ...pullOuter(of, options),
      content: { case: 'hello', value: { nonce, msgType: pullType(of) } },
    }),
  );

export const pullDigest = (
  of: Pulled,
  nonce: bigint,
  digests: readonly Uint8Array[],
  options: Outer = {},
): Envelope =>
  sealed(
    messageOf({
      ...pullOuter(of, options),
      content: { case: 'dataDig', value: { nonce, digests: [...digests], msgType: pullType(of) } },
    }),
  );

export const pullRequest = (
  of: Pulled,
  nonce: bigint,
  digests: readonly Uint8Array[],
  options: Outer = {},
): Envelope =>
  sealed(
    messageOf({
      ...pullOuter(of, options),
      content: { case: 'dataReq', value: { nonce, digests: [...digests], msgType: pullType(of) } },
    }),
  );

export const pullUpdate = (
  of: Pulled,
  nonce: bigint,
  data: readonly Envelope[],
  options: Outer = {},
): Envelope =>
  sealed(
    messageOf({
      ...pullOuter(of, options),
      content: { case: 'dataUpdate', value: { nonce, data: [...data], msgType: pullType(of) } },
    }),
  );

/** Digest of a block: its number in decimal digits. */
export const blockDigest = (number: number | bigint): Uint8Array => text.encode(`${number}`);

/** What a peer says of its own identity, signed by itself. */
export const peerIdentity = (
  of: Credentials,
  options: Outer & {
    readonly pkiId?: Uint8Array;
    readonly identity?: Uint8Array;
    readonly signing?: Signing;
  } = {},
): Envelope =>
  sealed(
    messageOf({
      ...outer(Tag.EMPTY, options),
      content: {
        case: 'peerIdentity',
        value: { pkiId: options.pkiId ?? of.pkiId, cert: options.identity ?? of.identity },
      },
    }),
    options.signing ?? { keyPem: of.keyPem },
  );

export interface LeadershipOptions extends Outer {
  readonly incNum: bigint;
  readonly seqNum: bigint;
  readonly pkiId?: Uint8Array;
  readonly signing?: Signing;
}

/** LeadershipMessage: a declaration, or a proposal. */
export const leadership = (
  of: Credentials,
  name: string,
  isDeclaration: boolean,
  options: LeadershipOptions,
): Envelope =>
  sealed(
    messageOf({
      ...outer(Tag.CHAN_AND_ORG, options, channelName(name)),
      content: {
        case: 'leadershipMsg',
        value: {
          pkiId: options.pkiId ?? of.pkiId,
          timestamp: { incNum: options.incNum, seqNum: options.seqNum },
          isDeclaration,
        },
      },
    }),
    options.signing ?? { keyPem: of.keyPem },
  );

export const stateRequest = (
  name: string,
  from: number | bigint,
  to: number | bigint,
  options: Outer = {},
): Envelope =>
  sealed(
    messageOf({
      ...outer(Tag.CHAN_OR_ORG, options, channelName(name)),
      content: {
        case: 'stateRequest',
        value: { startSeqNum: BigInt(from), endSeqNum: BigInt(to) },
      },
    }),
  );

export interface StatePayload {
  readonly number: number | bigint;
  readonly block: Uint8Array;
  readonly privateData?: readonly Uint8Array[];
}

export const stateResponse = (
  name: string,
  payloads: readonly StatePayload[],
  options: Outer = {},
): Envelope =>
  sealed(
    messageOf({
      ...outer(Tag.CHAN_OR_ORG, options, channelName(name)),
      content: {
        case: 'stateResponse',
        value: {
          payloads: payloads.map(({ number, block, privateData = [] }) => ({
            seqNum: BigInt(number),
            data: block,
            privateData: [...privateData],
          })),
        },
      },
    }),
  );
