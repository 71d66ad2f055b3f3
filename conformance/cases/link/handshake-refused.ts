/** 4 Link: handshake messages that no acceptor may accept, one wrong thing at a time. */
import { type Case, defineCase } from '../../harness/case.js';
import type { Probe } from '../../harness/probe.js';
import type { Credentials } from '../../harness/wire/credentials.js';
import type { ConnOptions } from '../../harness/wire/messages.js';
import { sha256 } from '../../harness/wire/sign.js';

interface Wrong {
  readonly name: string;
  readonly title: string;
  readonly clauses: readonly [string, ...string[]];
  readonly options: (probe: Probe, other: Credentials) => ConnOptions;
}

const NONE = new Uint8Array();

const WRONG: readonly Wrong[] = [
  {
    name: 'tls-hash-of-another-certificate',
    title: 'the TLS hash of another certificate',
    clauses: ['LINK-D4', 'LINK-I2'],
    options: (_, other) => ({ tlsCertHash: sha256(other.tls.certDer) }),
  },
  {
    name: 'empty-tls-hash',
    title: 'no TLS hash',
    clauses: ['LINK-D4'],
    options: () => ({ tlsCertHash: NONE }),
  },
  {
    name: 'tls-hash-of-the-pem',
    title: 'the hash of the PEM text instead of the DER bytes',
    clauses: ['LINK-D4'],
    options: ({ credentials }) => ({ tlsCertHash: sha256(Buffer.from(credentials.tls.certPem)) }),
  },
  {
    name: 'altered-pki-id',
    title: 'a PKI-ID with one bit changed',
    clauses: ['LINK-D3', 'IDENT-44', 'IDENT-D4'],
    options: ({ credentials: { pkiId } }) => ({
      pkiId: Uint8Array.from([...pkiId.slice(0, 31), pkiId[31]! ^ 1]),
    }),
  },
  {
    name: 'truncated-pki-id',
    title: 'a PKI-ID of 31 bytes',
    clauses: ['LINK-D3', 'IDENT-44', 'IDENT-D4'],
    options: ({ credentials }) => ({ pkiId: credentials.pkiId.slice(0, 31) }),
  },
  {
    name: 'empty-pki-id',
    title: 'no PKI-ID',
    clauses: ['LINK-D2'],
    options: () => ({ pkiId: NONE }),
  },
  {
    name: 'empty-identity',
    title: 'no identity',
    clauses: ['LINK-D3'],
    options: () => ({ identity: NONE }),
  },
  {
    name: 'foreign-identity-and-own-pki-id',
    title: 'the identity of another peer',
    clauses: ['LINK-D3', 'IDENT-44', 'IDENT-D4'],
    options: (_, other) => ({ identity: other.identity }),
  },
  {
    name: 'no-signature',
    title: 'no signature',
    clauses: ['LINK-D5'],
    options: () => ({ signing: 'nobody' }),
  },
  {
    name: 'signature-over-other-bytes',
    title: 'a signature over other bytes',
    clauses: ['LINK-D5'],
    options: () => ({ signedBytes: new TextEncoder().encode('something else') }),
  },
  {
    name: 'signature-by-another-key',
    title: 'a signature by another peer of the same organisation',
    clauses: ['LINK-D5'],
    options: (_, other) => ({ signing: { keyPem: other.keyPem } }),
  },
];

export const handshakeRefusedCases: readonly Case[] = WRONG.map(
  ({ name, title, clauses, options }) =>
    defineCase({
      id: `link/handshake-with-${name}-refused`,
      clauses: ['LINK-5', ...clauses],
      level: 'MUST',
      title: `an acceptor closes a stream whose handshake message has ${title}`,
      node: 'shared',
      async run({ start, probe, expect, witness, organisations }) {
        await start();
        await witness();
        const o1 = await probe('o1');
        const stream = await o1.open();
        const other = await organisations.O.mintPeer('other');
        stream.sendIllegal(o1.handshake(stream, options(o1, other)), title);
        await expect.ended(stream, { status: 'UNKNOWN' });
      },
    }),
);
