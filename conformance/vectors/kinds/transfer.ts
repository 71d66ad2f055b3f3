/** State requests and responses (11 State transfer). */
import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import { stateRequest, stateResponse } from '../../harness/wire/channel-messages.js';
import { type Author, from } from '../author.js';
import type { Judged, Receiver, Vector } from '../vector.js';
import { single } from './define.js';

const UINT64_MAX = 2n ** 64n - 1n;

export function transferVectors(by: Author): Vector[] {
  const of = (
    id: string,
    description: string,
    message: Envelope,
    verdict: Judged,
    clauses: readonly string[],
    reason: string,
    more: { readonly sender?: string; readonly receiver?: Partial<Receiver> } = {},
  ): Vector => {
    const { sender = 'o1', receiver = {} } = more;
    return single('state-transfer', {
      id,
      description,
      receiver,
      input: from(sender, message),
      verdict,
      clauses,
      reason,
    });
  };
  const ask = (start: number | bigint, end: number | bigint, channel = 'ch') =>
    stateRequest(channel, start, end, { nonce: 7n });
  const served = ['XFER-D16', 'XFER-25'];
  const block = by.world.channel('ch').block(3);
  return [
    of(
      'request-accepted',
      'Blocks 0 to 2, all of which the receiver has.',
      ask(0, 2),
      'accept',
      served,
      'a reader asks for a sound range',
    ),
    of(
      'request-for-one-block-accepted',
      'Block 1 alone.',
      ask(1, 1),
      'accept',
      served,
      'a reader asks for a sound range',
    ),
    of(
      'request-of-foreign-member-accepted',
      'A peer of F asks.',
      ask(0, 2),
      'accept',
      served,
      'readers of all organisations may ask',
      { sender: 'f1' },
    ),
    of(
      'request-beyond-the-height-accepted',
      'Blocks 2 to 9, of which the receiver has the first.',
      ask(2, 9),
      'accept',
      served,
      'answered with what there is',
    ),
    of(
      'request-for-nothing-held-accepted',
      'Blocks 5 to 9, none of which the receiver has: answered without blocks.',
      ask(5, 9),
      'accept',
      served,
      'answered with what there is',
    ),
    of(
      'widest-request-accepted',
      'Blocks 0 to 10: one more than stateBatchSize, for both ends count.',
      ask(0, 10),
      'accept',
      ['XFER-22', 'XFER-D16'],
      'as wide as a range may be',
    ),
    of(
      'wide-request-ignored',
      'Blocks 0 to 11.',
      ask(0, 11),
      'ignore',
      ['XFER-D14', 'XFER-22'],
      'the range is wider than a batch',
    ),
    of(
      'request-for-everything-ignored',
      'Blocks 0 to 2^64 - 1.',
      ask(0n, UINT64_MAX),
      'ignore',
      ['XFER-D14', 'XFER-22'],
      'the range is wider than a batch',
    ),
    of(
      'inverted-request-rejected',
      'Blocks 2 to 1.',
      ask(2, 1),
      'reject',
      ['XFER-D13', 'XFER-21'],
      'the range ends before it starts',
    ),
    of(
      'inverted-request-at-the-end-of-numbers-rejected',
      'Blocks 2^64 - 1 to 0: the difference is 1, if it wraps.',
      ask(UINT64_MAX, 0n),
      'reject',
      ['XFER-D13', 'XFER-21'],
      'the range ends before it starts',
    ),
    of(
      'request-at-the-end-of-numbers-accepted',
      'Blocks 2^64 - 2 to 2^64 - 1: answered without blocks.',
      ask(UINT64_MAX - 1n, UINT64_MAX),
      'accept',
      served,
      'answered with what there is',
    ),
    of(
      'request-for-unjoined-channel-ignored',
      'Of a channel that the receiver has not joined.',
      ask(0, 1, 'both'),
      'ignore',
      ['XFER-D10', 'XFER-20'],
      'no such channel here',
    ),
    of(
      'request-without-channel-ignored',
      'Without the name of a channel.',
      ask(0, 1, ''),
      'ignore',
      ['XFER-D10', 'XFER-20'],
      'no such channel here',
    ),
    of(
      'request-from-outside-ignored',
      'A peer of G asks for blocks of a channel that G is not in.',
      ask(0, 2),
      'ignore',
      ['XFER-D11', 'XFER-20'],
      'the identity of the link is no reader of the channel',
      { sender: 'g1' },
    ),
    of(
      'request-of-no-reader-ignored',
      'The channel is for peers to read, and a client asks.',
      ask(0, 0, 'peers'),
      'ignore',
      ['XFER-D11', 'XFER-20'],
      'the identity of the link is no reader of the channel',
      { sender: 'f-client', receiver: { channels: { peers: 1 } } },
    ),
    of(
      'unasked-response-ignored',
      'A response with the next block, which nobody asked for.',
      stateResponse('ch', [{ number: 3, block }], { nonce: 7n }),
      'ignore',
      ['XFER-D30', 'XFER-34'],
      'nothing was asked for',
    ),
  ];
}
