/**
 * Messages of channels on their way in: which channel they belong to, what is checked of all of them,
 * and which part they concern.
 */
import type { SignedMessage } from '../../wire/envelope.js';
import { ignore } from '../../wire/verdict.js';
import { type Origin, refuse } from '../refuse.js';
import type { Run } from '../run.js';

/**
 * dataMsg, stateInfo, stateInfoPullReq, stateSnapshot, leadershipMsg, and pull messages of blocks: facts
 * C10 to C14, then receiveBlock (blocks/receive.ts), receiveBlockPull (pull/blocks.ts),
 * receiveLeadership (election/election.ts) and the StateInfo handlers of this folder.
 */
export function receiveChannelMessage(run: Run, _signed: SignedMessage, origin: Origin): void {
  refuse(run, origin, ignore('LINK-28', 'no chapter gives this message a meaning here'));
}
