import type { Case } from '../../harness/case.js';
import { EXPIRED } from '../../harness/minting/authority.js';
import type { Probe } from '../../harness/probe.js';
import { alive } from '../../harness/wire/messages.js';
import { signature } from '../../harness/wire/sign.js';
import { forwarded, notForwarded } from './hearsay.js';

/** A field that no schema knows: number 99, three bytes. */
const UNKNOWN_FIELD = Uint8Array.of(0x9a, 0x06, 0x03, 0x61, 0x62, 0x63);
const NONE = new Uint8Array();

const said = (o9: Probe) => [o9.alive({ incNum: 1_000n, seqNum: 50n })];
const stranger = (o9: Probe, incNum = 1_000n, seqNum = 50n) => o9.alive({ incNum, seqNum });

export const alivePushCases: readonly Case[] = [
  forwarded({
    name: 'of-a-new-author',
    title: 'the first alive message of an author whose identity it carries',
    clauses: ['MEMB-14', 'MEMB-9', 'MEMB-D8', 'MEMB-D13', 'MEMB-D14', 'PUSH-8'],
    judged: (o9) => o9.alive(),
  }),
  forwarded({
    name: 'with-larger-sequence-number',
    title: 'an alive message with a larger sequence number',
    clauses: ['MEMB-11', 'MEMB-D17'],
    before: said,
    judged: (o9) => stranger(o9, 1_000n, 51n),
  }),
  forwarded({
    name: 'with-larger-incarnation-and-sequence-number-zero',
    title: 'an alive message of a later start, whatever its sequence number',
    clauses: ['MEMB-11', 'MEMB-D17'],
    before: said,
    judged: (o9) => stranger(o9, 1_001n, 0n),
  }),
  forwarded({
    name: 'with-the-largest-timestamp',
    title: 'an alive message whose numbers use all 64 bits',
    clauses: ['MEMB-11'],
    before: said,
    judged: (o9) => stranger(o9, 2n ** 64n - 1n, 2n ** 64n - 1n),
  }),
  forwarded({
    name: 'without-identity-of-a-known-author',
    title: 'an alive message without identity once the author’s is known',
    clauses: ['MEMB-D8'],
    before: said,
    judged: (o9) => o9.alive({ incNum: 1_000n, seqNum: 51n, identity: NONE }),
  }),
  forwarded({
    name: 'without-secret',
    title: 'an alive message without secret envelope',
    clauses: ['MEMB-D8', 'PUSH-8'],
    judged: (o9) => o9.alive({ internal: undefined }),
  }),
  forwarded({
    name: 'without-endpoint',
    title: 'an alive message of its organisation without endpoint to that organisation',
    clauses: ['PUSH-D3'],
    judged: (o9) => o9.alive({ endpoint: '' }),
  }),
  forwarded({
    name: 'with-unknown-fields',
    title: 'an alive message with fields that it does not know',
    clauses: ['PUSH-8'],
    judged: (o9) => o9.alive({ unknownFields: UNKNOWN_FIELD }),
  }),

  notForwarded({
    name: 'repeated',
    title: 'an alive message that it has seen',
    clauses: ['MEMB-9', 'MEMB-D10', 'MEMB-10'],
    before: said,
    judged: (o9) => stranger(o9),
  }),
  notForwarded({
    name: 'repeated-after-an-older-one',
    title: 'the newer of two alive messages that it has seen',
    clauses: ['MEMB-D10', 'MEMB-10'],
    before: (o9) => [stranger(o9), stranger(o9, 1_000n, 51n)],
    judged: (o9) => stranger(o9, 1_000n, 51n),
  }),
  notForwarded({
    name: 'after-the-largest-timestamp',
    title: 'an alive message after one whose numbers use all 64 bits',
    clauses: ['MEMB-D10', 'MEMB-11'],
    before: (o9) => [stranger(o9, 2n ** 64n - 1n, 2n ** 64n - 1n)],
    judged: (o9) => stranger(o9),
  }),
  notForwarded({
    name: 'with-same-timestamp-and-other-endpoint',
    title: 'another alive message with the same timestamp',
    clauses: ['MEMB-D10', 'MEMB-11'],
    before: said,
    judged: (o9) => o9.alive({ incNum: 1_000n, seqNum: 50n, endpoint: '127.0.0.1:1' }),
  }),
  notForwarded({
    name: 'with-smaller-sequence-number',
    title: 'an alive message with a smaller sequence number',
    clauses: ['MEMB-D10', 'MEMB-11'],
    before: said,
    judged: (o9) => stranger(o9, 1_000n, 49n),
  }),
  notForwarded({
    name: 'of-an-earlier-start',
    title: 'an alive message of an earlier start with a larger sequence number',
    clauses: ['MEMB-D10', 'MEMB-11'],
    before: said,
    judged: (o9) => stranger(o9, 999n, 1_000n),
  }),
  notForwarded({
    name: 'without-identity-of-an-unknown-author',
    title: 'an alive message without identity of an author that it does not know',
    clauses: ['MEMB-D5'],
    judged: (o9) => o9.alive({ identity: NONE }),
  }),
  notForwarded({
    name: 'unsigned',
    title: 'an alive message without signature',
    clauses: ['MEMB-D4'],
    judged: (o9) => o9.alive({ signing: 'nobody' }),
    illegal: 'no signature',
  }),
  notForwarded({
    name: 'signed-by-another-peer',
    title: 'an alive message that another peer of the organisation signed',
    clauses: ['MEMB-D7', 'MEMB-I3'],
    before: said,
    async judged(o9, { organisations }) {
      const { keyPem } = await organisations.O.mintPeer('other');
      return o9.alive({ incNum: 1_000n, seqNum: 51n, signing: { keyPem } });
    },
    illegal: 'signed by another key',
  }),
  notForwarded({
    name: 'with-high-s',
    title: 'an alive message with a signature with high s',
    clauses: ['MEMB-D7'],
    judged(o9) {
      const envelope = o9.alive();
      envelope.signature = signature(o9.credentials.keyPem, envelope.payload, 'high');
      return envelope;
    },
    illegal: 'a signature with high s',
  }),
  notForwarded({
    name: 'with-badly-signed-secret',
    title: 'an alive message whose secret another peer signed',
    clauses: ['MEMB-D37'],
    async judged(o9, { organisations }) {
      const { keyPem } = await organisations.O.mintPeer('other');
      return o9.alive({ secretSigning: { keyPem } });
    },
    illegal: 'a secret signed by another key',
  }),
  notForwarded({
    name: 'with-unsigned-secret',
    title: 'an alive message whose secret has no signature',
    clauses: ['MEMB-D37'],
    judged: (o9) => o9.alive({ secretSigning: 'nobody' }),
    illegal: 'a secret without signature',
  }),
  notForwarded({
    name: 'with-anothers-identity',
    title: 'an alive message that carries the identity of another peer',
    clauses: ['MEMB-D6'],
    async judged(o9, { organisations }) {
      const { identity, keyPem } = await organisations.O.mintPeer('other');
      return o9.alive({ identity, signing: { keyPem }, internal: undefined });
    },
    illegal: 'an identity that has another PKI-ID',
  }),
  notForwarded({
    name: 'with-expired-identity',
    title: 'an alive message whose identity has expired',
    clauses: ['MEMB-D6'],
    judged: async (o9, { organisations }) =>
      alive(await organisations.O.mintPeer('expired', { validity: EXPIRED() }), {
        endpoint: o9.endpoint,
        incNum: 1n,
        seqNum: 1n,
      }),
    illegal: 'an expired identity',
  }),
  notForwarded({
    name: 'of-an-unknown-organisation',
    title: 'an alive message of an organisation that it does not know',
    clauses: ['MEMB-D6'],
    judged: async (o9, { organisations }) =>
      alive(await organisations.X.mintPeer('x1'), {
        endpoint: o9.endpoint,
        incNum: 1n,
        seqNum: 1n,
      }),
    illegal: 'an identity of an unknown organisation',
  }),
  notForwarded({
    name: 'without-pki-id',
    title: 'an alive message without PKI-ID',
    clauses: ['MEMB-D2'],
    judged: (o9) => o9.alive({ pkiId: NONE }),
    illegal: 'no PKI-ID',
  }),
];
