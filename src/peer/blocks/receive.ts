/** Blocks on their way in by push, out of a pull update, and from the leader's own delivery. */
import type { SignedMessage } from '../../wire/envelope.js';
import type { Payload } from '../../wire/message-types.js';
import type { Refusal } from '../../wire/verdict.js';
import type { ChannelEntry } from '../channel/entry.js';
import type { Origin } from '../refuse.js';
import type { Run } from '../run.js';

/** A pushed DataMessage, after the checks common to all messages of a channel (C14): C22 to C24. */
export function receiveBlock(
  _run: Run,
  _entry: ChannelEntry,
  _signed: SignedMessage,
  _origin: Origin,
): void {}

/** Judges one element of a pull update without keeping it; undefined if it would be taken (P18). */
export function refusalOfPulled(
  _run: Run,
  _entry: ChannelEntry,
  _signed: SignedMessage,
): Refusal | 'known' | undefined {
  return undefined;
}

/** Takes a judged element of a pull update: window and buffer, not push (P18, P19). */
export function takePulled(
  _run: Run,
  _entry: ChannelEntry,
  _signed: SignedMessage,
  _origin: Origin,
): void {}

/** V14: pushes a block that this leader fetched from the ordering service, and keeps it for pull. */
export function gossipOwnBlock(_run: Run, _entry: ChannelEntry, _payload: Payload): void {}
