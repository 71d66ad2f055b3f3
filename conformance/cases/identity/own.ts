/** 3 Identity: the identity that a peer sends of itself. */
import { X509Certificate } from 'node:crypto';
import { type Case, defineCase } from '../../harness/case.js';
import { decodeIdentity } from '../../harness/wire/decode.js';

const STANDARD_PEM =
  /^-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{1,64}={0,2}\n-----END CERTIFICATE-----\n$/;

export const ownIdentityCases: readonly Case[] = [
  defineCase({
    id: 'identity/own-identity-has-the-standard-layout',
    clauses: ['IDENT-9'],
    level: 'MUST',
    title: 'a peer sends its certificate in PEM with lines of 64 columns and a final line end',
    node: 'shared',
    async run({ start, probe, expect }) {
      await start();
      const { content } = await expect.message(await (await probe('o1')).open(), 'conn');
      const pem = Buffer.from(decodeIdentity(content.identity)?.idBytes ?? []).toString();
      expect.that(STANDARD_PEM.test(pem), 'one block in the standard layout', pem);
      const { raw } = new X509Certificate(pem);
      const again = raw
        .toString('base64')
        .match(/.{1,64}/g)!
        .join('\n');
      expect.that(pem.includes(`\n${again}\n`), 'lines of 64 columns', pem);
    },
  }),
];
