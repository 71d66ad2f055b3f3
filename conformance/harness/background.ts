/**
 * Traffic that a correct target sends by itself at any moment. No case may fail because of it: the
 * judge looks past these kinds, and past nothing else.
 */
import { PullMsgType } from '../../src/wire/gen/gossip/message_pb.js';
import type { Entry } from './evidence.js';
import { contentOf, type Kind } from './wire/decode.js';
import { hex } from './wire/sign.js';

/** PKI-IDs (hex) whose alive messages pass around: the target's, and those of probes kept alive. */
export type LiveAuthors = (pkiId: string) => boolean;

interface Background {
  readonly name: string;
  matches(entry: Entry, isLive: LiveAuthors, inChannel: boolean): boolean;
}

/** What a member of a channel says without being asked. */
const CHANNEL_KINDS: ReadonlySet<Kind | ''> = new Set<Kind>([
  'stateInfo',
  'stateInfoPullReq',
  'leadershipMsg',
]);

/** Empty content: nobody has to send it, and it asks for nothing. */
export const saysNothing = ({ decoded }: Entry): boolean => decoded?.kind === 'empty';

export const BACKGROUND: readonly Background[] = [
  { name: 'Empty', matches: saysNothing },
  {
    name: 'the target’s handshake message',
    matches: (e) => e.decoded?.kind === 'conn',
  },
  {
    name: 'MembershipRequest with nonce 0: synchronisation with live members',
    matches: (e) => e.decoded?.kind === 'memReq' && e.decoded.message?.nonce === 0n,
  },
  {
    name: 'GossipHello for identities: a round of identity pull',
    matches: (e) => contentOf(e.decoded, 'hello')?.msgType === PullMsgType.IDENTITY_MSG,
  },
  {
    name: 'the life of a channel that the target has joined',
    matches: (e, _, inChannel) =>
      inChannel &&
      e.decoded !== undefined &&
      (CHANNEL_KINDS.has(e.decoded.kind) ||
        contentOf(e.decoded, 'hello')?.msgType === PullMsgType.BLOCK_MSG),
  },
  {
    name: 'AliveMessage of the target or of a probe that is kept alive',
    matches(e, isLive) {
      const author = contentOf(e.decoded, 'aliveMsg')?.membership?.pkiId;
      return author !== undefined && isLive(hex(author));
    },
  },
];

/** `inChannel`: whether the target has joined a channel, of the case or to know other organisations. */
export const isBackground = (entry: Entry, isLive: LiveAuthors, inChannel: boolean): boolean =>
  BACKGROUND.some((kind) => kind.matches(entry, isLive, inChannel));
