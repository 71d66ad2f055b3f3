/** Snapshots of StateInfo, and requests for them (9 Channel). */
import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import {
  channelMac,
  stateInfoPullRequest,
  stateInfoSnapshot,
} from '../../harness/wire/channel-messages.js';
import { type Author, from } from '../author.js';
import { ignored, type MessageRow, rejected } from './message-row.js';

export function snapshotRows(by: Author): MessageRow[] {
  const known = [from('o2', by.alive('o2'))];
  const of = (elements: readonly Envelope[]) => stateInfoSnapshot('ch', elements);
  return [
    {
      id: 'snapshot-accepted',
      description: 'A snapshot with the StateInfo of a known peer.',
      given: known,
      message: of([by.stateInfo('o2', 'ch')]),
      verdict: 'accept',
      clauses: ['CHAN-D12', 'CHAN-D28'],
      reason: 'its element is authentic and new',
    },
    {
      id: 'snapshot-with-other-channel-rejected',
      description: 'An element of another channel that the receiver has joined.',
      given: known,
      message: of([by.stateInfo('o2', 'other')]),
      ...rejected(['CHAN-55'], 'an element of another channel'),
    },
    {
      id: 'snapshot-with-forged-element-rejected',
      description: 'The sender has signed the element.',
      given: known,
      message: of([by.stateInfo('o2', 'ch', { signing: { keyPem: by.peer('o1').keyPem } })]),
      ...rejected(['CHAN-D10'], 'the signature is not the author’s'),
    },
    {
      id: 'snapshot-of-unknown-author-ignored',
      description: 'An element of an author who is known to nobody here.',
      message: of([by.stateInfo('o3', 'ch')]),
      ...ignored(['CHAN-D8'], 'the author of the StateInfo is unknown'),
    },
    {
      id: 'snapshot-from-outside-ignored',
      description: 'A peer of G sends a snapshot of a channel that G is not in.',
      sender: 'g1',
      given: known,
      message: of([by.stateInfo('o2', 'ch')]),
      ...ignored(
        ['CHAN-D23', 'CHAN-30'],
        'the sender’s organisation is not a member of the channel',
      ),
    },
    {
      id: 'request-answered',
      description: 'A request for a snapshot.',
      given: [from('o1', by.stateInfo('o1', 'ch'))],
      message: stateInfoPullRequest(by.peer('o1'), 'ch'),
      verdict: 'accept',
      clauses: ['CHAN-D28', 'CHAN-30'],
      reason: 'a member asks',
    },
    {
      id: 'request-with-anothers-mac-ignored',
      description: 'A request with the MAC of another peer.',
      message: stateInfoPullRequest(by.peer('o1'), 'ch', {
        mac: channelMac(by.peer('o2').pkiId, 'ch'),
      }),
      ...ignored(['CHAN-D21', 'CHAN-32'], 'a MAC of no joined channel'),
    },
    {
      id: 'request-from-outside-ignored',
      description: 'A peer of G asks for a snapshot of a channel that G is not in.',
      sender: 'g1',
      message: stateInfoPullRequest(by.peer('g1'), 'ch'),
      ...ignored(
        ['CHAN-D23', 'CHAN-30'],
        'the sender’s organisation is not a member of the channel',
      ),
    },
  ];
}
