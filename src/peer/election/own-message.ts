/**
 * The leadership messages that a peer makes of itself.
 *
 * Implements spec/10-election.md, ELEC-1 to ELEC-4.
 */
import { gossipMessage, signMessage } from '../../wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../wire/gen/gossip/message_pb.js';
import type { ChannelEntry } from '../channel/entry.js';
import { queueForPush } from '../push.js';
import type { Run } from '../run.js';

const utf8 = new TextEncoder();

/** Pushes a new proposal or declaration. */
export function sendLeadership(run: Run, entry: ChannelEntry, isDeclaration: boolean): void {
  const { config } = run;
  const { name, election } = entry;
  election.seqNum += 1n; // ELEC-3
  const message = gossipMessage(
    'leadershipMsg',
    {
      $typeName: 'gossip.LeadershipMessage',
      pkiId: config.pkiId,
      timestamp: {
        $typeName: 'gossip.PeerTime',
        incNum: election.incNum,
        seqNum: election.seqNum,
      },
      isDeclaration,
    },
    { tag: Tag.CHAN_AND_ORG, channel: utf8.encode(name) },
  );
  queueForPush(run, {
    kind: 'leadership',
    channel: name,
    signed: signMessage(message, config.signer),
    author: config.pkiHex,
    authorEndpoint: config.externalEndpoint,
    sender: '',
  });
}
