/** Alive messages that are pushed: authentic or not, newer or not (5 Membership). */

import type { AliveOptions } from '../../harness/wire/messages.js';
import { signature } from '../../harness/wire/sign.js';
import { type Author, from, INC_NUM } from '../author.js';
import type { Judged, Receiver, Vector, VectorInput } from '../vector.js';
import { single } from './define.js';

const NONE = new Uint8Array();

/** What o1 relays, and what the receiver knew before. */
interface Row {
  readonly id: string;
  readonly description: string;
  readonly author?: string;
  readonly says?: Partial<AliveOptions>;
  readonly given?: readonly VectorInput[];
  readonly verdict: Judged;
  readonly clause: string;
  readonly reason: string;
  readonly receiver?: Partial<Receiver>;
}

export function aliveVectors(by: Author): Vector[] {
  return [...accepted(by), ...old(by), ...forged(by)].map(
    ({ id, description, author = 'o2', says = {}, given = [], verdict, clause, reason }) =>
      single('alive', {
        id,
        description,
        given,
        input: from('o1', by.alive(author, says)),
        verdict,
        clauses: [clause, verdict === 'reject' || clause === 'MEMB-D5' ? 'MEMB-8' : 'MEMB-9'],
        reason,
      }),
  );
}

/** The receiver has this alive message of o2. */
const has = (by: Author, says: Partial<AliveOptions> = {}): readonly VectorInput[] => [
  from('o1', by.alive('o2', says)),
];

function accepted(by: Author): Row[] {
  const fine = { verdict: 'accept', clause: 'MEMB-D13', reason: 'authentic and new' } as const;
  return [
    {
      id: 'of-its-sender-accepted',
      description: 'A peer’s own alive message.',
      author: 'o1',
      ...fine,
    },
    { id: 'relayed-accepted', description: 'Another peer’s alive message.', ...fine },
    {
      id: 'of-foreign-author-accepted',
      description: 'An alive message of a peer of F, relayed by a peer of O.',
      author: 'f1',
      ...fine,
    },
    {
      id: 'without-secret-accepted',
      description: 'No secret envelope.',
      says: { internal: undefined },
      ...fine,
    },
    {
      id: 'without-endpoint-accepted',
      description: 'No endpoint for other organisations.',
      says: { endpoint: '' },
      ...fine,
    },
    {
      id: 'with-metadata-accepted',
      description: 'Metadata, which gossip does not read.',
      says: { metadata: Uint8Array.of(1, 2, 3) },
      ...fine,
    },
    {
      id: 'with-unknown-field-accepted',
      description: 'A field 99 at the end of the payload, signed.',
      says: { unknownFields: Uint8Array.of(0x9a, 0x06, 1, 0x78) },
      ...fine,
    },
    {
      id: 'without-identity-of-known-author-accepted',
      description: 'No identity in it; that of the author is known from its handshake.',
      says: { identity: NONE },
      given: [from('o2', by.alive('o1', { seqNum: 1n }))],
      ...fine,
    },
    {
      id: 'higher-sequence-number-accepted',
      description: 'The same incarnation, a higher sequence number.',
      says: { seqNum: 8n },
      given: has(by, { seqNum: 7n }),
      ...fine,
      clause: 'MEMB-D13',
    },
    {
      id: 'higher-incarnation-accepted',
      description: 'A higher incarnation, a lower sequence number.',
      says: { incNum: INC_NUM + 1n, seqNum: 1n },
      given: has(by, { seqNum: 7n }),
      ...fine,
    },
    {
      id: 'sequence-number-beyond-32-bits-accepted',
      description: 'A sequence number above 2^32.',
      says: { seqNum: 0x1_0000_0001n },
      given: has(by, { seqNum: 2n }),
      ...fine,
    },
  ];
}

function old(by: Author): Row[] {
  const stale = {
    verdict: 'ignore',
    clause: 'MEMB-D10',
    reason: 'not newer than the one that is stored',
  } as const;
  return [
    { id: 'replayed-ignored', description: 'The same message again.', given: has(by), ...stale },
    {
      id: 'same-time-ignored',
      description: 'Another message of the same time.',
      says: { endpoint: 'elsewhere.test:7051' },
      given: has(by),
      ...stale,
    },
    {
      id: 'lower-sequence-number-ignored',
      description: 'The same incarnation, a lower sequence number.',
      says: { seqNum: 6n },
      given: has(by, { seqNum: 7n }),
      ...stale,
    },
    {
      id: 'lower-incarnation-ignored',
      description: 'A lower incarnation, a higher sequence number.',
      says: { incNum: INC_NUM - 1n, seqNum: 9n },
      given: has(by, { seqNum: 7n }),
      ...stale,
    },
    {
      id: 'stale-and-forged-ignored',
      description:
        'Not newer, and signed by somebody else: what is stale is not looked at any further.',
      says: { signing: { keyPem: by.peer('o1').keyPem } },
      given: has(by),
      ...stale,
    },
    {
      id: 'of-the-receiver-ignored',
      description: 'The receiver’s own alive message, signed by its key.',
      author: 'o0',
      verdict: 'ignore',
      clause: 'MEMB-D12',
      reason: 'our own alive message',
    },
  ];
}

function forged(by: Author): Row[] {
  const o1 = by.peer('o1');
  const o2 = by.peer('o2');
  const o3 = by.peer('o3');
  const reject = (clause: string, reason: string) =>
    ({ verdict: 'reject', clause, reason }) as const;
  const refused = reject('MEMB-D6', 'the identity in the alive message is refused');
  const unsigned = reject('MEMB-D7', 'the signature is not the author’s');
  const badSecret = reject('MEMB-D37', 'the secret envelope is not signed by the author');
  return [
    {
      id: 'without-pki-id-rejected',
      description: 'No PKI-ID.',
      says: { pkiId: NONE },
      ...reject('MEMB-D2', 'alive message without PKI-ID'),
    },
    {
      id: 'unsigned-rejected',
      description: 'No signature.',
      says: { signing: 'nobody' },
      ...reject('MEMB-D4', 'alive message without signature'),
    },
    {
      id: 'without-identity-of-unknown-author-ignored',
      description: 'No identity in it, and the author is unknown.',
      says: { identity: NONE },
      verdict: 'ignore',
      clause: 'MEMB-D5',
      reason: 'author unknown, and no identity in the alive message',
    },
    {
      id: 'of-unknown-organisation-rejected',
      description: 'The identity is of an organisation of which the receiver knows nothing.',
      author: 'x1',
      ...refused,
    },
    {
      id: 'of-revoked-author-rejected',
      description: 'The certificate of the identity is revoked.',
      author: 'o-revoked',
      ...refused,
    },
    {
      id: 'of-expired-author-rejected',
      description: 'The certificate of the identity has expired.',
      author: 'o-expired',
      ...refused,
    },
    {
      id: 'under-another-pki-id-rejected',
      description: 'The PKI-ID of o3, the identity and signature of o2.',
      says: { pkiId: o3.pkiId },
      ...refused,
    },
    {
      id: 'with-identity-of-another-rejected',
      description: 'The identity of o3 in an alive message of o2.',
      says: { identity: o3.identity },
      ...refused,
    },
    {
      id: 'signed-by-its-sender-rejected',
      description: 'The one who relays it has signed it.',
      says: { signing: { keyPem: o1.keyPem } },
      ...unsigned,
    },
    {
      id: 'high-s-rejected',
      description: 's of the signature is in the upper half.',
      says: { signing: signature(o2.keyPem, by.alive('o2').payload, 'high') },
      ...unsigned,
    },
    {
      id: 'signed-otherwise-rejected',
      description: 'A signature that was good for another sequence number.',
      says: { seqNum: 2n, signing: by.alive('o2').signature },
      ...unsigned,
    },
    {
      id: 'secret-of-another-rejected',
      description: 'Another peer has signed the secret envelope.',
      says: { secretSigning: { keyPem: o1.keyPem } },
      ...badSecret,
    },
    {
      id: 'unsigned-secret-rejected',
      description: 'Nobody has signed the secret envelope.',
      says: { secretSigning: 'nobody' },
      ...badSecret,
    },
  ];
}
