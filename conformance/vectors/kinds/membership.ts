/** Membership requests and responses (5 Membership). */
import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import { membershipRequest, membershipResponse } from '../../harness/wire/messages.js';
import { type Author, from } from '../author.js';
import type { Vector } from '../vector.js';
import { type MessageRow, messageVectors } from './message-row.js';

export const membershipVectors = (by: Author): Vector[] =>
  messageVectors('membership', [...requests(by), ...responses(by)]);

function requests(by: Author): MessageRow[] {
  const request = (self: Envelope | undefined) => membershipRequest(self, { nonce: 5n });
  const keyOf = (name: string) => ({ keyPem: by.peer(name).keyPem });
  const malformed = {
    verdict: 'reject',
    clauses: ['MEMB-D19', 'MEMB-15'],
    reason: 'no sound alive message of the requester in it',
  } as const;
  const bad = (clause: string, reason: string) =>
    ({ verdict: 'reject', clauses: [clause, 'MEMB-D21', 'MEMB-15'], reason }) as const;
  const answered = (row: string, reason: string) =>
    ({ verdict: 'accept', clauses: [row, 'MEMB-15'], reason }) as const;
  return [
    {
      id: 'request-answered',
      description: 'A request with the sender’s own alive message.',
      message: request(by.alive('o1')),
      ...answered('MEMB-D24', 'the requester becomes a member, and is answered'),
    },
    {
      id: 'request-of-foreign-peer-answered',
      description: 'The same of a peer of F with an endpoint.',
      sender: 'f1',
      message: request(by.alive('f1', { internal: undefined })),
      ...answered('MEMB-D24', 'the requester may know of the receiver'),
    },
    {
      id: 'stale-request-answered',
      description: 'The alive message in it is not newer than the stored one.',
      given: [from('o1', by.alive('o1'))],
      message: request(by.alive('o1')),
      ...answered('MEMB-D22', 'stale, and answered all the same'),
    },
    {
      id: 'request-of-foreign-peer-to-hidden-receiver-closed',
      description: 'A peer of F asks a receiver without external endpoint.',
      sender: 'f1',
      receiver: { externalEndpoint: '' },
      message: request(by.alive('f1', { internal: undefined })),
      ...answered('MEMB-D25', 'applied, not answered, and the link is closed'),
    },
    {
      id: 'request-of-hidden-foreign-peer-closed',
      description: 'A peer of F without endpoint asks.',
      sender: 'f1',
      message: request(by.alive('f1', { endpoint: '', internal: undefined })),
      ...answered('MEMB-D25', 'applied, not answered, and the link is closed'),
    },
    {
      id: 'request-without-alive-rejected',
      description: 'No alive message in it.',
      message: request(undefined),
      ...malformed,
    },
    {
      id: 'request-with-state-info-rejected',
      description: 'A StateInfo in the place of the alive message.',
      message: request(by.stateInfo('o1', 'ch')),
      ...malformed,
    },
    {
      id: 'request-with-unsigned-alive-rejected',
      description: 'The alive message in it is unsigned.',
      message: request(by.alive('o1', { signing: 'nobody' })),
      ...malformed,
    },
    {
      id: 'request-with-anothers-alive-rejected',
      description: 'The alive message in it is that of o2.',
      message: request(by.alive('o2')),
      verdict: 'reject',
      clauses: ['MEMB-D20', 'MEMB-15'],
      reason: 'the request does not speak for its sender',
    },
    {
      id: 'request-with-forged-alive-rejected',
      description: 'Another peer has signed the alive message in it.',
      message: request(by.alive('o1', { signing: keyOf('o2') })),
      ...bad('MEMB-D7', 'the signature is not the author’s'),
    },
    {
      id: 'request-with-forged-secret-rejected',
      description: 'Another peer has signed the secret of the alive message in it.',
      message: request(by.alive('o1', { secretSigning: keyOf('o2') })),
      ...bad('MEMB-D37', 'the secret envelope is not signed by the author'),
    },
    {
      id: 'request-with-anothers-identity-rejected',
      description: 'The identity in the alive message is that of o2.',
      message: request(by.alive('o1', { identity: by.peer('o2').identity })),
      ...bad('MEMB-D6', 'the identity in the alive message is refused'),
    },
  ];
}

function responses(by: Author): MessageRow[] {
  const o2 = (seqNum = 1n) => by.alive('o2', { seqNum });
  const forged = by.alive('o2', { signing: { keyPem: by.peer('o1').keyPem } });
  const unchanged = (row: string, reason: string) =>
    ({ verdict: 'ignore', clauses: [row], reason }) as const;
  const bad = (clauses: readonly string[], reason: string) =>
    ({ verdict: 'reject', clauses, reason }) as const;
  return [
    {
      id: 'response-with-new-member-accepted',
      description: 'A response that nobody asked for, with an alive member.',
      message: membershipResponse({ alive: [o2()] }),
      verdict: 'accept',
      clauses: ['MEMB-D36', 'MEMB-48'],
      reason: 'authentic and new: a live member',
    },
    {
      id: 'response-with-newer-alive-accepted',
      description: 'A newer alive message of a known member.',
      given: [from('o1', o2())],
      message: membershipResponse({ alive: [o2(2n)] }),
      verdict: 'accept',
      clauses: ['MEMB-D36'],
      reason: 'authentic and newer',
    },
    {
      id: 'response-with-unknown-dead-accepted',
      description: 'A dead member of whom the receiver has never heard.',
      message: membershipResponse({ dead: [o2()] }),
      verdict: 'accept',
      clauses: ['MEMB-D43', 'MEMB-37'],
      reason: 'authentic and unknown: a dead member',
    },
    {
      id: 'response-with-stale-alive-ignored',
      description: 'An older alive message of a known member.',
      given: [from('o1', o2(2n))],
      message: membershipResponse({ alive: [o2()] }),
      ...unchanged('MEMB-D34', 'not newer than the one that is stored'),
    },
    {
      id: 'response-with-receiver-alive-ignored',
      description: 'The receiver itself among the living.',
      message: membershipResponse({ alive: [by.alive('o0', { seqNum: 99n })] }),
      ...unchanged('MEMB-D33', 'our own alive message'),
    },
    {
      id: 'response-with-receiver-dead-ignored',
      description: 'The receiver itself among the dead.',
      message: membershipResponse({ dead: [by.alive('o0', { seqNum: 99n })] }),
      ...unchanged('MEMB-D39', 'nobody tells us that we are dead'),
    },
    {
      id: 'response-with-live-member-dead-ignored',
      description: 'A live member among the dead, with a newer alive message.',
      given: [from('o1', o2())],
      message: membershipResponse({ dead: [o2(2n)] }),
      ...unchanged('MEMB-D39', 'members die by their silence alone'),
    },
    {
      id: 'empty-response-ignored',
      description: 'Neither living nor dead.',
      message: membershipResponse({}),
      ...unchanged('MEMB-36', 'nothing in it'),
    },
    {
      id: 'response-with-forged-alive-rejected',
      description: 'The sender has signed the alive message of o2.',
      message: membershipResponse({ alive: [forged] }),
      ...bad(['MEMB-D7', 'MEMB-D35'], 'the signature is not the author’s'),
    },
    {
      id: 'response-with-forged-dead-rejected',
      description: 'The sender has signed the alive message of a dead o2.',
      message: membershipResponse({ dead: [forged] }),
      ...bad(['MEMB-D7', 'MEMB-D41'], 'the signature is not the author’s'),
    },
    {
      id: 'response-with-unsigned-alive-rejected',
      description: 'Nobody has signed the alive message.',
      message: membershipResponse({ alive: [by.alive('o2', { signing: 'nobody' })] }),
      ...bad(['MEMB-D4', 'MEMB-D51'], 'alive message without signature'),
    },
    {
      id: 'response-with-other-content-rejected',
      description: 'A StateInfo among the living.',
      message: membershipResponse({ alive: [by.stateInfo('o2', 'ch')] }),
      ...bad(['MEMB-D32', 'MEMB-38'], 'an element that is no alive message'),
    },
    {
      id: 'response-with-unknown-organisation-rejected',
      description: 'A living member of an organisation of which the receiver knows nothing.',
      message: membershipResponse({ alive: [by.alive('x1')] }),
      ...bad(['MEMB-D6', 'MEMB-D35'], 'the identity in the alive message is refused'),
    },
  ];
}
