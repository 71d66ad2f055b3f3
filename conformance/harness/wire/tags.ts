/** Which tag each content must carry, as the judge reads WIRE: its own statement, not the reference's. */
import {
  type GossipMessage,
  PullMsgType,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';

/** The one legal tag; undefined where none is (content not for the dispatcher, or no pull type). */
export function legalTag(content: GossipMessage['content']): Tag | undefined {
  switch (content.case) {
    case 'aliveMsg':
    case 'memReq':
    case 'memRes':
      return Tag.EMPTY;
    case 'peerIdentity':
      return Tag.ORG_ONLY;
    case 'dataMsg':
    case 'leadershipMsg':
      return Tag.CHAN_AND_ORG;
    case 'hello':
    case 'dataDig':
    case 'dataReq':
    case 'dataUpdate':
      if (content.value.msgType === PullMsgType.BLOCK_MSG) return Tag.CHAN_AND_ORG;
      return content.value.msgType === PullMsgType.IDENTITY_MSG ? Tag.EMPTY : undefined;
    case 'stateInfo':
    case 'stateInfoPullReq':
    case 'stateSnapshot':
    case 'stateRequest':
    case 'stateResponse':
      return Tag.CHAN_OR_ORG;
    default:
      return undefined;
  }
}

export const TAGS = [
  Tag.UNDEFINED,
  Tag.EMPTY,
  Tag.ORG_ONLY,
  Tag.CHAN_ONLY,
  Tag.CHAN_AND_ORG,
  Tag.CHAN_OR_ORG,
] as const;
