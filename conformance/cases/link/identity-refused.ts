/** 3 Identity, 4 Link: identities that an acceptor may not admit. */
import { type Case, defineCase } from '../../harness/case.js';
import { EXPIRED } from '../../harness/minting/authority.js';
import type { Organisations } from '../../harness/organisations.js';
import type { Credentials } from '../../harness/wire/credentials.js';

interface Unwelcome {
  readonly name: string;
  readonly title: string;
  readonly credentials: (organisations: Organisations) => Promise<Credentials>;
}

const UNWELCOME: readonly Unwelcome[] = [
  {
    name: 'of-an-unknown-organisation',
    title: 'an identity of an organisation that it does not know',
    credentials: ({ X }) => X.mintPeer('x1'),
  },
  {
    name: 'that-has-expired',
    title: 'an identity whose certificate has expired',
    credentials: ({ O }) => O.mintPeer('o1', { validity: EXPIRED() }),
  },
  {
    name: 'that-signed-itself',
    title: 'a self-signed certificate under its own MSP ID',
    credentials: ({ O }) => O.mintPeer('o1', { issuer: 'self' }),
  },
  {
    name: 'issued-by-another-organisation',
    title: 'a certificate of another organisation’s CA under its own MSP ID',
    credentials: ({ O, X }) => O.mintPeer('o1', { issuer: X.issuer }),
  },
  {
    name: 'that-was-revoked',
    title: 'an identity that its MSP has revoked',
    credentials: ({ revoked }) => Promise.resolve(revoked),
  },
  {
    name: 'of-two-certificates',
    title: 'an identity of two PEM blocks',
    credentials: ({ O }) => O.mintPeer('o1', { idBytes: (pem) => pem + pem }),
  },
  {
    name: 'with-trailing-bytes',
    title: 'an identity with bytes after its certificate',
    credentials: ({ O }) => O.mintPeer('o1', { idBytes: (pem) => `${pem}trailing\n` }),
  },
];

export const identityRefusedCases: readonly Case[] = UNWELCOME.map(({ name, title, credentials }) =>
  defineCase({
    id: `link/identity-${name}-refused`,
    clauses: ['LINK-5', 'LINK-D3'],
    level: 'MUST',
    title: `an acceptor closes a stream whose handshake message has ${title}`,
    node: 'shared',
    async run({ start, probe, expect, witness, organisations }) {
      await start();
      await witness();
      const o1 = await probe('o1', { credentials: await credentials(organisations) });
      const stream = await o1.open();
      stream.sendIllegal(o1.handshake(stream), title);
      await expect.ended(stream, { status: 'UNKNOWN' });
    },
  }),
);
