/** Leadership messages: whose count, and which are new (10 Election). */
import type { LeadershipOptions } from '../../harness/wire/channel-messages.js';
import { signature } from '../../harness/wire/sign.js';
import { type Author, from } from '../author.js';
import type { Judged, Vector, VectorInput } from '../vector.js';
import { single } from './define.js';

export function leadershipVectors(by: Author): Vector[] {
  const inChannel = [from('o1', by.alive('o1')), from('o1', by.stateInfo('o1', 'ch'))];
  const of = (
    id: string,
    description: string,
    verdict: Judged,
    clauses: readonly string[],
    reason: string,
    says: Partial<LeadershipOptions> & {
      readonly author?: string;
      readonly sender?: string;
      readonly channel?: Uint8Array;
      readonly proposal?: boolean;
    } = {},
    given: readonly VectorInput[] = inChannel,
  ): Vector => {
    const { author = 'o1', sender = 'o1', proposal = false, ...options } = says;
    return single('leadership', {
      id,
      description,
      given,
      receiver: { leadership: 'election' },
      input: from(sender, by.leadership(author, 'ch', !proposal, options)),
      verdict,
      clauses,
      reason,
    });
  };
  const o1 = by.peer('o1');
  const payload = by.leadership('o1', 'ch', true).payload;
  const withO2 = [...inChannel, from('o2', by.alive('o2')), from('o2', by.stateInfo('o2', 'ch'))];
  const has = (seqNum: bigint) => [
    ...inChannel,
    from('o1', by.leadership('o1', 'ch', true, { seqNum })),
  ];
  const other = new TextEncoder().encode('both');
  return [
    of(
      'declaration-accepted',
      'A channel peer says that it leads.',
      'accept',
      ['ELEC-D5', 'ELEC-6'],
      'authentic and new',
    ),
    of(
      'proposal-accepted',
      'A channel peer proposes itself.',
      'accept',
      ['ELEC-D5', 'ELEC-6'],
      'authentic and new',
      { proposal: true },
    ),
    of(
      'relayed-declaration-accepted',
      'A declaration of o2, passed on by o1.',
      'accept',
      ['ELEC-D5', 'ELEC-6'],
      'authentic and new',
      { author: 'o2' },
      withO2,
    ),
    of(
      'of-peer-outside-the-channel-accepted',
      'Of a peer of which no StateInfo is stored: remembered, without effect on the election.',
      'accept',
      ['ELEC-D4', 'ELEC-6'],
      'stored',
      {},
      [],
    ),
    of(
      'newer-accepted',
      'A higher sequence number.',
      'accept',
      ['ELEC-D5', 'ELEC-6'],
      'authentic and new',
      { seqNum: 3n },
      has(2n),
    ),
    of(
      'replayed-ignored',
      'The same message again.',
      'ignore',
      ['ELEC-D3', 'ELEC-6'],
      'not new',
      {},
      has(1n),
    ),
    of(
      'older-ignored',
      'A lower sequence number.',
      'ignore',
      ['ELEC-D3', 'ELEC-6'],
      'not new',
      { seqNum: 1n },
      has(2n),
    ),
    of(
      'of-foreign-author-rejected',
      'The author is of another organisation of the channel; a member of the own one relays it.',
      'reject',
      ['ELEC-D2', 'ELEC-6'],
      'an author of another organisation',
      { author: 'f1' },
      [...inChannel, from('f1', by.alive('f1'))],
    ),
    of(
      'from-foreign-sender-ignored',
      'A peer of F relays a declaration of o1.',
      'ignore',
      ['CHAN-D27', 'CHAN-30'],
      'leadership concerns one organisation only',
      { sender: 'f1' },
    ),
    of(
      'of-unknown-author-ignored',
      'The author is known to nobody here.',
      'ignore',
      ['CHAN-29'],
      'the author is unknown',
      { author: 'o3' },
    ),
    of(
      'of-unjoined-channel-ignored',
      'Of a channel that the receiver has not joined.',
      'ignore',
      ['CHAN-D21', 'CHAN-30'],
      'a channel that we have not joined',
      { channel: other },
    ),
    of(
      'without-channel-ignored',
      'Without the name of a channel.',
      'ignore',
      ['CHAN-D21', 'CHAN-31'],
      'a channel that we have not joined',
      { channel: new Uint8Array() },
    ),
    of('without-pki-id-rejected', 'No PKI-ID.', 'reject', ['CHAN-29'], 'without PKI-ID', {
      pkiId: new Uint8Array(),
    }),
    of(
      'unsigned-rejected',
      'No signature.',
      'reject',
      ['CHAN-29'],
      'the signature is not the author’s',
      { signing: 'nobody' },
    ),
    of(
      'signed-by-another-rejected',
      'Another peer of the organisation has signed it.',
      'reject',
      ['CHAN-29'],
      'the signature is not the author’s',
      { signing: { keyPem: by.peer('o2').keyPem } },
    ),
    of(
      'under-another-pki-id-rejected',
      'The PKI-ID of o2, the signature of o1.',
      'reject',
      ['CHAN-29'],
      'the signature is not the author’s',
      { pkiId: by.peer('o2').pkiId },
      withO2,
    ),
    of(
      'high-s-rejected',
      's of the signature is in the upper half.',
      'reject',
      ['CHAN-29'],
      'the signature is not the author’s',
      { signing: signature(o1.keyPem, payload, 'high') },
    ),
  ];
}
