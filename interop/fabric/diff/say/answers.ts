/** What a peer answers to the node's questions: the right thing, or one wrong thing. */
import {
  blockDigest,
  dataMessage,
  peerIdentity,
  pullDigest,
  pullUpdate,
  stateInfo,
  stateInfoSnapshot,
  stateResponse,
} from '../../../../conformance/harness/wire/channel-messages.js';
import { contentOf, type Decoded } from '../../../../conformance/harness/wire/decode.js';
import { membershipResponse } from '../../../../conformance/harness/wire/messages.js';
import { type Envelope, PullMsgType } from '../../../../src/wire/gen/gossip/message_pb.js';
import { nextTime, type Saying } from './author.js';
import { blockOf, FORGERIES } from './blocks.js';
import { IDENTITIES } from './identities.js';
import { kept } from './membership.js';

/** Answers one message of the node; nothing to what it is not for. */
export type Answerer = (asked: Decoded) => Envelope | undefined;

interface Service {
  /** The first one is the right one. */
  readonly variants: readonly string[];
  readonly inChannel: boolean;
  /** What is served is made once: the same is answered each time. */
  prepare(saying: Saying, variant: string): Answerer;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const isOf = (asked: Decoded, { channel }: Saying): boolean =>
  text(asked.message!.channel) === channel?.id;

/** Nonce of a hello or a request for items of this kind. */
function pulled(asked: Decoded, kind: 'hello' | 'dataReq', type: PullMsgType): bigint | undefined {
  const content = contentOf(asked, kind);
  return content?.msgType === type ? content.nonce : undefined;
}

const identities: Service = {
  variants: Object.keys(IDENTITIES),
  inChannel: false,
  prepare(saying, variant) {
    const offered = IDENTITIES[variant]!(saying);
    const { pkiId } = saying.of.credentials;
    const own = peerIdentity(saying.by.credentials);
    return (asked) => {
      const hello = pulled(asked, 'hello', PullMsgType.IDENTITY_MSG);
      if (hello !== undefined)
        return pullDigest('identities', hello, [pkiId, saying.by.credentials.pkiId]);
      const nonce = pulled(asked, 'dataReq', PullMsgType.IDENTITY_MSG);
      if (nonce === undefined) return undefined;
      const wanted = contentOf(asked, 'dataReq')!.digests.map((digest) =>
        Buffer.from(digest).toString('hex'),
      );
      const held: [Uint8Array, Envelope][] = [
        [pkiId, offered],
        [saying.by.credentials.pkiId, own],
      ];
      const items = held.filter(([id]) => wanted.includes(Buffer.from(id).toString('hex')));
      return pullUpdate(
        'identities',
        nonce,
        items.map(([, item]) => item),
      );
    };
  },
};

const blocks: Service = {
  variants: ['valid', 'with wrong data hash', 'unsigned', 'of another channel'],
  inChannel: true,
  prepare(saying, variant) {
    const { number } = saying;
    const channel = saying.channel!;
    const item =
      variant === 'valid'
        ? blockOf(channel, number)
        : dataMessage(channel.id, number, FORGERIES[variant]!(channel, number));
    return (asked) => {
      if (!isOf(asked, saying)) return undefined;
      const hello = pulled(asked, 'hello', PullMsgType.BLOCK_MSG);
      if (hello !== undefined)
        return pullDigest({ channel: channel.id }, hello, [blockDigest(number)]);
      const nonce = pulled(asked, 'dataReq', PullMsgType.BLOCK_MSG);
      return nonce === undefined ? undefined : pullUpdate({ channel: channel.id }, nonce, [item]);
    };
  },
};

const membership: Service = {
  variants: ['alive', 'dead', 'empty', 'wrong nonce'],
  inChannel: false,
  prepare(saying, variant) {
    const of = [kept(saying.of)];
    const lists = variant === 'dead' ? { dead: of } : variant === 'empty' ? {} : { alive: of };
    return (asked) =>
      asked.kind === 'memReq'
        ? membershipResponse(lists, {
            nonce: asked.message!.nonce + (variant === 'wrong nonce' ? 1n : 0n),
          })
        : undefined;
  },
};

const state: Service = {
  variants: ['valid', 'wrong nonce', 'forged', 'empty', 'first one only'],
  inChannel: true,
  prepare(saying, variant) {
    const channel = saying.channel!;
    return (asked) => {
      const range = contentOf(asked, 'stateRequest');
      if (!range || !isOf(asked, saying)) return undefined;
      const first = Number(range.startSeqNum);
      const last = Math.min(Number(range.endSeqNum), saying.number);
      const count = variant === 'empty' ? 0 : variant === 'first one only' ? 1 : last - first + 1;
      const payloads = Array.from({ length: Math.max(0, Math.min(count, 20)) }, (_, i) => ({
        number: first + i,
        block:
          variant === 'forged'
            ? FORGERIES['with wrong data hash']!(channel, first + i)
            : channel.block(first + i),
      }));
      const nonce = asked.message!.nonce + (variant === 'wrong nonce' ? 1n : 0n);
      return stateResponse(channel.id, payloads, { nonce });
    };
  },
};

const snapshots: Service = {
  variants: ['valid'],
  inChannel: true,
  prepare(saying) {
    const channel = saying.channel!;
    const info = stateInfo(saying.of.credentials, channel.id, {
      height: BigInt(saying.number),
      ...nextTime(saying.of),
    });
    return (asked) =>
      asked.kind === 'stateInfoPullReq' ? stateInfoSnapshot(channel.id, [info]) : undefined;
  },
};

export const SERVICES: Readonly<Record<string, Service>> = {
  identities,
  blocks,
  membership,
  state,
  snapshots,
};
