/** StateInfo that is pushed: of which channel, by whom, and whether new (9 Channel). */
import { channelMac, type StateInfoOptions } from '../../harness/wire/channel-messages.js';
import { signature } from '../../harness/wire/sign.js';
import { type Author, from, INC_NUM } from '../author.js';
import type { Vector } from '../vector.js';
import { accepted, ignored, type MessageRow, messageVectors, rejected } from './message-row.js';
import { snapshotRows } from './snapshots.js';

export const stateInfoVectors = (by: Author): Vector[] =>
  messageVectors('state-info', [
    ...pushed(by),
    ...isolated(by),
    ...forged(by),
    ...snapshotRows(by),
  ]);

const taken = (reason = 'authentic and new') => accepted(['CHAN-D12', 'CHAN-40'], reason);

function pushed(by: Author): MessageRow[] {
  const info = (options: Partial<StateInfoOptions> = {}) => by.stateInfo('o1', 'ch', options);
  const has = (options: Partial<StateInfoOptions> = {}) => [from('o1', info(options))];
  const stale = ignored(['CHAN-D7', 'CHAN-40'], 'not newer than the one that is stored');
  return [
    {
      id: 'of-its-sender-accepted',
      description: 'A peer’s own StateInfo of a channel.',
      message: info(),
      ...taken(),
    },
    {
      id: 'of-foreign-member-accepted',
      description: 'A StateInfo of a peer of F, an organisation of the channel.',
      sender: 'f1',
      message: by.stateInfo('f1', 'ch'),
      ...taken(),
    },
    {
      id: 'relayed-accepted',
      description: 'A StateInfo of o2, whom the receiver knows, relayed by o1.',
      given: [from('o2', by.alive('o2'))],
      message: by.stateInfo('o2', 'ch'),
      ...taken(),
    },
    {
      id: 'newer-accepted',
      description: 'A higher sequence number.',
      given: has(),
      message: info({ seqNum: 2n, height: 4n }),
      ...taken(),
    },
    {
      id: 'newer-with-lower-height-accepted',
      description: 'A newer StateInfo with a lower height: a peer may have begun anew.',
      given: has(),
      message: info({ seqNum: 2n, height: 1n }),
      ...taken(),
    },
    {
      id: 'of-peer-that-left-accepted',
      description: 'The author says that it has left the channel.',
      message: info({ left: true }),
      ...taken(),
    },
    {
      id: 'with-chaincodes-accepted',
      description: 'Two chaincodes among the properties.',
      message: info({
        chaincodes: [
          { name: 'a', version: '1' },
          { name: 'b', version: '2' },
        ],
      }),
      ...taken(),
    },
    {
      id: 'with-channel-name-accepted',
      description: 'A name of another channel in the outer message: the MAC decides.',
      message: info({ channel: new TextEncoder().encode('other') }),
      ...taken('the channel is that of the MAC'),
    },
    {
      id: 'replayed-ignored',
      description: 'The same message again.',
      given: has(),
      message: info(),
      ...stale,
    },
    {
      id: 'older-ignored',
      description: 'A lower sequence number.',
      given: has({ seqNum: 5n }),
      message: info({ seqNum: 4n, height: 9n }),
      ...stale,
    },
    {
      id: 'of-earlier-start-ignored',
      description: 'A lower incarnation, a higher sequence number.',
      given: has(),
      message: info({ incNum: INC_NUM - 1n, seqNum: 9n }),
      ...stale,
    },
    {
      id: 'of-the-receiver-ignored',
      description: 'The receiver’s own StateInfo, signed by its key.',
      message: by.stateInfo('o0', 'ch'),
      ...ignored(['CHAN-D6', 'CHAN-40'], 'our own StateInfo'),
    },
  ];
}

function isolated(by: Author): MessageRow[] {
  const f1 = by.peer('f1');
  const notJoined = ignored(['CHAN-D21', 'CHAN-30'], 'a channel that we have not joined');
  return [
    {
      id: 'of-unjoined-channel-from-own-member-accepted',
      description:
        'A channel that the receiver has not joined, told by a member of its own organisation.',
      message: by.stateInfo('o1', 'both'),
      verdict: 'accept',
      clauses: ['CHAN-D20', 'CHAN-48'],
      reason: 'kept for members of the own organisation',
    },
    {
      id: 'of-unjoined-channel-from-foreigner-ignored',
      description: 'The same, told by a member of another organisation.',
      sender: 'f1',
      message: by.stateInfo('f1', 'both'),
      ...notJoined,
    },
    {
      id: 'of-author-outside-the-channel-ignored',
      description: 'An author of G, which is not in the channel; a member relays it.',
      given: [from('g1', by.alive('g1'))],
      message: by.stateInfo('g1', 'ch'),
      ...ignored(
        ['CHAN-D9', 'CHAN-40'],
        'the author’s organisation is not a member of the channel',
      ),
    },
    {
      id: 'from-sender-outside-the-channel-ignored',
      description: 'A peer of G relays a StateInfo of o1 in a channel that G is not in.',
      sender: 'g1',
      given: [from('o1', by.alive('o1'))],
      message: by.stateInfo('o1', 'ch'),
      ...ignored(
        ['CHAN-D23', 'CHAN-30'],
        'the sender’s organisation is not a member of the channel',
      ),
    },
    {
      id: 'of-unknown-author-ignored',
      description: 'The author is known to nobody here.',
      message: by.stateInfo('o3', 'ch'),
      ...ignored(['CHAN-D8', 'CHAN-40'], 'the author of the StateInfo is unknown'),
    },
    {
      id: 'of-author-outside-readers-ignored',
      description: 'The channel is for peers to read, and the author is a client.',
      sender: 'f-client',
      receiver: { channels: { peers: 1 } },
      message: by.stateInfo('f-client', 'peers'),
      ...ignored(['CHAN-D11', 'CHAN-40'], 'the author may not read the channel'),
    },
    {
      id: 'of-reader-accepted',
      description: 'The same of a peer.',
      sender: 'f1',
      receiver: { channels: { peers: 1 } },
      message: by.stateInfo('f1', 'peers'),
      ...taken(),
    },
    {
      id: 'with-mac-of-another-author-ignored',
      description: 'A MAC of the channel with the PKI-ID of somebody else.',
      sender: 'f1',
      message: by.stateInfo('f1', 'ch', { mac: channelMac(by.peer('o1').pkiId, 'ch') }),
      ...notJoined,
      clauses: ['CHAN-D21', 'CHAN-32'],
    },
    {
      id: 'with-short-mac-ignored',
      description: 'The first 16 bytes of the MAC.',
      sender: 'f1',
      message: by.stateInfo('f1', 'ch', { mac: channelMac(f1.pkiId, 'ch').subarray(0, 16) }),
      ...notJoined,
      clauses: ['CHAN-D21', 'CHAN-32'],
    },
    {
      id: 'with-mac-of-the-name-alone-ignored',
      description: 'The hash of the channel’s name, without PKI-ID.',
      sender: 'f1',
      message: by.stateInfo('f1', 'ch', { mac: channelMac(new Uint8Array(), 'ch') }),
      ...notJoined,
      clauses: ['CHAN-D21', 'CHAN-32'],
    },
  ];
}

function forged(by: Author): MessageRow[] {
  const info = (options: Partial<StateInfoOptions>) => by.stateInfo('o1', 'ch', options);
  const notSigned = rejected(['CHAN-D10', 'CHAN-40'], 'the signature is not the author’s');
  const o1 = by.peer('o1');
  return [
    {
      id: 'without-pki-id-rejected',
      description: 'No PKI-ID.',
      message: info({ pkiId: new Uint8Array() }),
      ...rejected(['CHAN-D2', 'CHAN-40'], 'StateInfo without PKI-ID'),
    },
    {
      id: 'without-properties-rejected',
      description: 'No properties.',
      message: info({ properties: false }),
      ...rejected(['CHAN-D4', 'CHAN-40'], 'StateInfo without properties'),
    },
    {
      id: 'unsigned-rejected',
      description: 'No signature.',
      message: info({ signing: 'nobody' }),
      ...rejected(['CHAN-D5', 'CHAN-40'], 'StateInfo without signature'),
    },
    {
      id: 'signed-by-another-rejected',
      description: 'Another peer has signed it.',
      message: info({ signing: { keyPem: by.peer('o2').keyPem } }),
      ...notSigned,
    },
    {
      id: 'high-s-rejected',
      description: 's of the signature is in the upper half.',
      message: info({ signing: signature(o1.keyPem, info({}).payload, 'high') }),
      ...notSigned,
    },
    {
      id: 'signed-otherwise-rejected',
      description: 'A signature that was good for another height.',
      message: info({ height: 4n, signing: info({}).signature }),
      ...notSigned,
    },
  ];
}
