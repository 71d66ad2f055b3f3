/** Pull of the blocks of a channel. */
import type { SignedMessage } from '../../wire/envelope.js';
import { ignore } from '../../wire/verdict.js';
import type { ChannelEntry } from '../channel/entry.js';
import { type Origin, refuse } from '../refuse.js';
import type { Run } from '../run.js';

/** The tick `block-pull`. */
export function startBlockRound(_run: Run, _entry: ChannelEntry): void {}

/** hello, dataDig, dataReq, dataUpdate of message type BLOCK_MSG, after the checks common to all (C14). */
export function receiveBlockPull(
  run: Run,
  _entry: ChannelEntry,
  _signed: SignedMessage,
  origin: Origin,
): void {
  refuse(run, origin, ignore('LINK-28', 'no chapter gives this message a meaning here'));
}

/** The block window holds a block that may be served (pushed, own, or pulled by request). */
export function advertiseBlock(_run: Run, _entry: ChannelEntry, _number: bigint): void {}

/** It no longer does. */
export function withdrawBlock(_run: Run, _entry: ChannelEntry, _number: bigint): void {}
