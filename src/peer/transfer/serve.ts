/** Serving state requests of others. */
import type { SignedMessage } from '../../wire/envelope.js';
import { ignore } from '../../wire/verdict.js';
import type { ChannelEntry } from '../channel/entry.js';
import type { StoredBlock } from '../io.js';
import { type Origin, refuse } from '../refuse.js';
import type { Run } from '../run.js';

/** stateRequest and stateResponse: authorised by the identity of the link alone (S20). */
export function receiveStateMessage(run: Run, _signed: SignedMessage, origin: Origin): void {
  refuse(run, origin, ignore('LINK-28', 'no chapter gives this message a meaning here'));
}

export function blocksFound(
  _run: Run,
  _entry: ChannelEntry,
  _request: number,
  _blocks: readonly StoredBlock[],
): void {}
