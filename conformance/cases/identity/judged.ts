/** 3 Identity: who is admitted by a handshake, and who is not. */
import 'reflect-metadata'; // Must come before @peculiar/x509.
import { BasicConstraintsExtension, ExtendedKeyUsageExtension, Extension } from '@peculiar/x509';
import { type Case, defineCase, type Profile } from '../../harness/case.js';
import {
  asAuthority,
  certificatePem,
  NOT_YET_VALID,
  validFor,
} from '../../harness/minting/authority.js';
import type { PeerOptions } from '../../harness/minting/organisation.js';
import type { Organisations } from '../../harness/organisations.js';

interface Candidate {
  /** Completes the id `identity/…-admitted` or `identity/…-refused`. */
  readonly name: string;
  /** Completes the sentence "an acceptor admits …". */
  readonly title: string;
  readonly clauses: readonly [string, ...string[]];
  readonly profiles?: readonly Profile[];
  readonly options: (organisations: Organisations) => PeerOptions | Promise<PeerOptions>;
}

const TLS_CLIENT = '1.3.6.1.5.5.7.3.2';
const TLS_SERVER = '1.3.6.1.5.5.7.3.1';
const unknownExtension = (critical: boolean) =>
  new Extension('1.2.3.4', critical, Uint8Array.of(5, 0));

const ADMITTED: readonly Candidate[] = [
  {
    name: 'text-before-pem',
    title: 'an identity with text before its certificate',
    clauses: ['IDENT-3'],
    options: () => ({ idBytes: (pem) => `Subject: o1\n${pem}` }),
  },
  {
    name: 'pem-without-final-line-end',
    title: 'an identity without a line end after its certificate',
    clauses: ['IDENT-4'],
    options: () => ({ idBytes: (pem) => pem.trimEnd() }),
  },
  {
    name: 'pem-without-type',
    title: 'an identity whose PEM block has no type',
    clauses: ['IDENT-5'],
    options: () => ({ idBytes: (pem) => pem.replaceAll('CERTIFICATE', '') }),
  },
  {
    name: 'high-s-certificate',
    title: 'an identity whose certificate has a signature with a high s',
    clauses: ['IDENT-7', 'IDENT-15'],
    options: () => ({ s: 'high' }),
  },
  {
    name: 'not-yet-valid',
    title: 'an identity that is not yet valid',
    clauses: ['IDENT-16'],
    options: () => ({ validity: NOT_YET_VALID() }),
  },
  {
    name: 'extended-key-usage-of-servers',
    title: 'an identity whose certificate may serve as that of a TLS server',
    clauses: ['IDENT-20'],
    options: () => ({ extensions: [new ExtendedKeyUsageExtension([TLS_CLIENT, TLS_SERVER])] }),
  },
  {
    name: 'unknown-extension',
    title: 'an identity with an unknown extension that is not critical',
    clauses: ['IDENT-21'],
    options: () => ({ extensions: [unknownExtension(false)] }),
  },
  {
    name: 'key-on-p-384',
    title: 'an identity with a key on P-384',
    clauses: ['IDENT-24'],
    options: () => ({ kind: 'P-384' }),
  },
  {
    name: 'ed25519-key',
    title: 'an identity with an Ed25519 key',
    clauses: ['IDENT-24'],
    profiles: ['fabric-3.1', 'hardened'],
    options: () => ({ kind: 'Ed25519' }),
  },
  {
    name: 'client-by-its-unit',
    title: 'an identity that is a client by its unit',
    clauses: ['IDENT-31'],
    options: () => ({ units: ['client'] }),
  },
  {
    name: 'one-node-ou-among-other-units',
    title: 'an identity with one node OU among other units',
    clauses: ['IDENT-32'],
    options: () => ({ units: ['sales', 'peer', 'north'] }),
  },
];

const REFUSED: readonly Candidate[] = [
  {
    name: 'der-instead-of-pem',
    title: 'an identity in DER',
    clauses: ['IDENT-3'],
    options: () => ({ idBytes: (pem) => derOf(pem) }),
  },
  {
    name: 'empty-line-after-pem',
    title: 'an identity with an empty line after its certificate',
    clauses: ['IDENT-4'],
    options: () => ({ idBytes: (pem) => `${pem}\n` }),
  },
  {
    name: 'pem-of-another-type',
    title: 'an identity whose PEM block is a TRUSTED CERTIFICATE',
    clauses: ['IDENT-5'],
    options: () => ({ idBytes: (pem) => pem.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE') }),
  },
  {
    name: 'truncated-certificate',
    title: 'an identity whose certificate lacks its last byte',
    clauses: ['IDENT-6'],
    options: () => ({ idBytes: (pem) => pemOf(derOf(pem).subarray(0, -1)) }),
  },
  {
    name: 'byte-after-the-certificate',
    title: 'an identity in whose PEM block a byte follows the certificate',
    clauses: ['IDENT-6'],
    options: () => ({ idBytes: (pem) => pemOf(Buffer.concat([derOf(pem), ONE_BYTE])) }),
  },
  {
    name: 'byte-after-the-certificates-signature',
    title: 'an identity whose certificate has a byte after r and s of its signature',
    clauses: ['IDENT-7'],
    options: () => ({ idBytes: (pem) => pemOf(withByteAfterSignature(derOf(pem))) }),
  },
  {
    name: 'another-signature',
    title: 'an identity whose certificate has a damaged signature',
    clauses: ['IDENT-15'],
    options: () => ({ idBytes: (pem) => pemOf(withFlippedEnd(derOf(pem))) }),
  },
  {
    name: 'unknown-intermediate',
    title: 'an identity of an intermediate CA that the MSP does not have',
    clauses: ['IDENT-15'],
    options: async ({ O }) => ({ issuer: await O.root.issueAuthority('ica') }),
  },
  {
    name: 'issued-by-tls-ca',
    title: 'an identity issued by the TLS CA of its organisation',
    clauses: ['IDENT-15'],
    options: ({ O }) => ({ issuer: O.tlsRoot }),
  },
  {
    name: 'older-than-its-ca',
    title: 'an identity that began to be valid before its CA',
    clauses: ['IDENT-16'],
    options: () => ({ validity: validFor(-4_000, 365) }),
  },
  {
    name: 'issued-by-a-peer',
    title: 'an identity issued by a peer',
    clauses: ['IDENT-15'],
    options: async ({ O }) => {
      const keys = await O.material.keys('issuer');
      const certificate = await O.issuer.issue({ subject: 'OU=peer, CN=issuer', keys });
      return { issuer: asAuthority({ certificate, keys }, O.material) };
    },
  },
  {
    name: 'extended-key-usage-of-clients',
    title: 'an identity whose certificate may serve as that of a TLS client only',
    clauses: ['IDENT-20'],
    options: () => ({ extensions: [new ExtendedKeyUsageExtension([TLS_CLIENT])] }),
  },
  {
    name: 'unknown-critical-extension',
    title: 'an identity with an unknown critical extension',
    clauses: ['IDENT-21'],
    options: () => ({ extensions: [unknownExtension(true)] }),
  },
  {
    name: 'ed25519-key-in-fabric-2-5',
    title: 'an identity with an Ed25519 key',
    clauses: ['IDENT-56', 'IDENT-24'],
    profiles: ['fabric-2.5'],
    options: () => ({ kind: 'Ed25519' }),
  },
  {
    name: 'ca-by-its-constraints',
    title: 'an identity whose certificate is that of a CA',
    clauses: ['IDENT-25'],
    options: () => ({ extensions: [new BasicConstraintsExtension(true, undefined, true)] }),
  },
  {
    name: 'root-certificate',
    title: 'the root certificate of its organisation as an identity',
    clauses: ['IDENT-25'],
    options: ({ O }) => ({ idBytes: () => certificatePem(O.root.certificate) }),
  },
  {
    name: 'without-node-ou',
    title: 'an identity without a node OU',
    clauses: ['IDENT-31'],
    options: () => ({ units: ['sales'] }),
  },
  {
    name: 'two-node-ous',
    title: 'an identity that is a peer and a client by its units',
    clauses: ['IDENT-32'],
    options: () => ({ units: ['peer', 'client'] }),
  },
];

const ONE_BYTE = Uint8Array.of(0);
const derOf = (pem: string): Buffer => Buffer.from(pem.replace(/-----.*-----|\n/g, ''), 'base64');
const pemOf = (der: Uint8Array): string => {
  const base64 =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...base64, '-----END CERTIFICATE-----', ''].join('\n');
};
const withFlippedEnd = (der: Buffer): Buffer => {
  der[der.length - 1]! ^= 1;
  return der;
};

/** The signature is what a certificate ends with: it and its BIT STRING grow. */
function withByteAfterSignature(der: Buffer): Buffer {
  const tbsLength = 4 + der.readUInt16BE(6);
  const algorithm = 4 + tbsLength;
  const bits = algorithm + 2 + der[algorithm + 1]!;
  const longer = Buffer.concat([der, ONE_BYTE]);
  longer.writeUInt16BE(der.readUInt16BE(2) + 1, 2);
  longer[bits + 1]! += 1;
  return longer;
}

const admitted = ({ name, title, clauses, profiles, options }: Candidate): Case =>
  defineCase({
    id: `identity/${name}-admitted`,
    clauses: [...clauses, 'IDENT-44'],
    level: 'MUST',
    title: `an acceptor admits ${title}`,
    node: 'shared',
    ...(profiles && { profiles }),
    async run({ start, probe, expect, organisations }) {
      await start();
      const credentials = await organisations.O.mintPeer('o1', await options(organisations));
      const o1 = await probe('o1', { credentials });
      const connection = await o1.open();
      connection.send(o1.handshake(connection));
      await expect.staysOpen(connection);
    },
  });

const refused = ({ name, title, clauses, profiles, options }: Candidate): Case =>
  defineCase({
    id: `identity/${name}-refused`,
    clauses: [...clauses, 'IDENT-44'],
    level: 'MUST',
    title: `an acceptor refuses ${title}`,
    node: 'shared',
    ...(profiles && { profiles }),
    async run({ start, probe, expect, witness, organisations }) {
      await start();
      await witness();
      const credentials = await organisations.O.mintPeer('o1', await options(organisations));
      const o1 = await probe('o1', { credentials });
      const connection = await o1.open();
      connection.sendIllegal(o1.handshake(connection), title);
      await expect.ended(connection, { status: 'UNKNOWN' });
    },
  });

export const judgedIdentityCases: readonly Case[] = [
  ...ADMITTED.map(admitted),
  ...REFUSED.map(refused),
];
