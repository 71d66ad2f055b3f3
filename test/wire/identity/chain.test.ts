/** Chains and revocation lists apart from MSPs: what a configuration would have refused before. */
import 'reflect-metadata'; // Must come before @peculiar/x509.
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CrlGenerator,
} from '@peculiar/x509';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  asAuthority,
  type MintedAuthority,
  mintAuthority,
  validFor,
} from '../../../conformance/harness/minting/authority.js';
import { mintKeys } from '../../../conformance/harness/minting/keys.js';
import { mintOrganisation } from '../../../conformance/harness/minting/organisation.js';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { parseCertificate } from '../../../src/wire/identity/certificate.js';
import { chainsOf, hasSigned } from '../../../src/wire/identity/chain.js';
import { isRevoked, parseRevocationList } from '../../../src/wire/identity/crl.js';
import { derOf, mspFor } from '../../support/organisations.js';

const parsed = (certificate: X509Certificate) => parseCertificate(derOf(certificate))!;

let root: MintedAuthority;
beforeAll(async () => {
  root = await mintAuthority('root');
});

/** A CA below the root with these extensions, besides what makes it a CA. */
async function issueAuthority(extensions: readonly Extension[], isCa = true) {
  const keys = await mintKeys();
  const certificate = await root.issue({
    subject: 'CN=below',
    keys,
    validity: validFor(-3_000, 3_000),
    extensions: [
      new BasicConstraintsExtension(isCa, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      ...extensions,
    ],
  });
  return asAuthority({ certificate, keys });
}
const leafOf = async (issuer: MintedAuthority) =>
  parsed(await issuer.issue({ subject: 'CN=peer0', keys: await mintKeys() }));

describe('chains', () => {
  it('IDENT-17: who is no CA has signed nothing that counts', async () => {
    for (const isCa of [true, false]) {
      const below = await issueAuthority([], isCa);
      const leaf = await leafOf(below);
      expect(hasSigned(parsed(below.certificate), leaf, nodeCrypto)).toBe(isCa);
    }
  });
  it('IDENT-21: a CA with an unknown critical extension leads nowhere', async () => {
    for (const critical of [false, true]) {
      const below = await issueAuthority([new Extension('1.2.3.4', critical, Uint8Array.of(5, 0))]);
      const pool = {
        roots: [parsed(root.certificate)],
        intermediates: [parsed(below.certificate)],
      };
      expect(chainsOf(await leafOf(below), pool, nodeCrypto)).toHaveLength(critical ? 0 : 1);
    }
  });
  it('IDENT-35: a CA without subject key identifier is not configured', async () => {
    const organisation = await mintOrganisation('Org1MSP', { nodeOus: false });
    const withIdentifier = async (isNamed: boolean) => {
      const keys = await mintKeys();
      const identifier = await SubjectKeyIdentifierExtension.create(keys.pair.publicKey);
      const certificate = await organisation.root.issue({
        subject: 'CN=below',
        keys,
        extensions: [
          new BasicConstraintsExtension(true, undefined, true),
          ...(isNamed ? [identifier] : []),
        ],
      });
      return () => mspFor(organisation, { intermediateCerts: [derOf(certificate)] });
    };
    expect(await withIdentifier(true)).not.toThrow();
    expect(await withIdentifier(false)).toThrow(/1 has no subject key identifier/);
  });
});

describe('revocation lists', () => {
  const day = 86_400_000;
  async function listOf(serialNumber: string, dates: object, keysNamed = root.keys) {
    const list = await X509CrlGenerator.create({
      issuer: root.certificate.subject,
      thisUpdate: new Date(),
      signingAlgorithm: root.keys.signing,
      signingKey: root.keys.pair.privateKey,
      entries: [{ serialNumber, revocationDate: new Date(Date.now() + 300 * day) }],
      extensions: [await AuthorityKeyIdentifierExtension.create(keysNamed.pair.publicKey)],
      ...dates,
    });
    return parseRevocationList(new Uint8Array(list.rawData))!;
  }
  it('IDENT-29: count whatever their dates say', async () => {
    const leaf = await leafOf(root);
    const serial = leaf.serial.toString(16);
    for (const dates of [
      {},
      { nextUpdate: new Date(Date.now() - 100 * day) },
      { thisUpdate: new Date(Date.now() + 100 * day) },
      { thisUpdate: new Date(Date.now() - 20 * day), nextUpdate: new Date(Date.now() - day) },
    ]) {
      const list = await listOf(serial, dates);
      expect([...list.serials]).toEqual([leaf.serial]);
      expect(isRevoked(leaf, parsed(root.certificate), [list], nodeCrypto)).toBe(true);
    }
  });
  it('IDENT-27: count only for the key that they name', async () => {
    const leaf = await leafOf(root);
    const list = await listOf(leaf.serial.toString(16), {}, await mintKeys());
    expect(isRevoked(leaf, parsed(root.certificate), [list], nodeCrypto)).toBe(false);
  });
});
