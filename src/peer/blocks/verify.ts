/** Whether a block is what it is claimed to be, and signed by the ordering service of its channel (facts C25). */
import type { Block } from '../../wire/message-types.js';
import { reject, type Verdict } from '../../wire/verdict.js';
import type { ChannelEntry } from '../channel/entry.js';
import type { Run } from '../run.js';

/** `bytes`: serialized common.Block; `number`: what the payload claims. */
export function verifyBlock(
  _run: Run,
  _entry: ChannelEntry,
  _number: bigint,
  _bytes: Uint8Array,
): Verdict<Block> {
  return reject('WIRE-72', 'not judged yet');
}
