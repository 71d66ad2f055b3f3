/**
 * The alive messages that a peer makes of itself.
 *
 * Implements spec/05-membership.md, rule ownAlive: MEMB-1 to MEMB-4, MEMB-7.
 */
import { gossipMessage, type SignedMessage, signMessage } from '../wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../wire/gen/gossip/message_pb.js';
import { isIn, type Run } from './run.js';

/** MEMB-2: nanoseconds since 1970. */
export const incNumOf = (startedMs: number): bigint => BigInt(startedMs) * 1_000_000n;

/** A new alive message of this peer, with its secret. */
export function ownAlive(run: Run): SignedMessage {
  const { config, state } = run;
  state.seqNum += 1n; // MEMB-3
  const isIntroducing = isIn('introduction', state.introduction, 'introducing'); // MEMB-4
  const message = gossipMessage(
    'aliveMsg',
    {
      $typeName: 'gossip.AliveMessage',
      membership: {
        $typeName: 'gossip.Member',
        endpoint: config.externalEndpoint,
        metadata: new Uint8Array(),
        pkiId: config.pkiId,
      },
      timestamp: {
        $typeName: 'gossip.PeerTime',
        incNum: incNumOf(state.startedMs),
        seqNum: state.seqNum,
      },
      identity: isIntroducing ? config.identity : new Uint8Array(),
    },
    { tag: Tag.EMPTY },
  );
  // MEMB-7
  return signMessage(message, config.signer, {
    $typeName: 'gossip.Secret',
    content: { case: 'internalEndpoint', value: config.endpoint },
  });
}
