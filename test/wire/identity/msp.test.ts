/** One organisation is minted per test file; each test bends one thing and sees the clause it meets. */
import 'reflect-metadata'; // Must come before @peculiar/x509.
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
} from '@peculiar/x509';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  asAuthority,
  certificatePem,
  EXPIRED,
  type MintedAuthority,
  mintAuthority,
  NOT_YET_VALID,
  type Request,
  validFor,
} from '../../../conformance/harness/minting/authority.js';
import { mintKeys } from '../../../conformance/harness/minting/keys.js';
import {
  mintOrganisation,
  type Organisation,
  type PeerCredentials,
} from '../../../conformance/harness/minting/organisation.js';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { administratorFlaw } from '../../../src/wire/identity/administrators.js';
import { elementsIn, encodeElement, wholeElement } from '../../../src/wire/identity/der.js';
import { CHAIN_CANDIDATES_MAX } from '../../../src/wire/identity/limits.js';
import type { Msp } from '../../../src/wire/identity/msp.js';
import type { MspConfig } from '../../../src/wire/identity/msp-config.js';
import { encodePem } from '../../../src/wire/identity/pem.js';
import { derOf, derOfPem, mspConfigFor, mspFor } from '../../support/organisations.js';

let org: Organisation;
let tiered: Organisation;
let plain: Organisation;
let msp: Msp;

beforeAll(async () => {
  [org, tiered, plain] = await Promise.all([
    mintOrganisation('Org1MSP'),
    mintOrganisation('Org1MSP', { intermediate: true }),
    mintOrganisation('Org1MSP', { nodeOus: false }),
  ]);
  msp = mspFor(org);
});

const idBytes = (pem: string) => new TextEncoder().encode(pem);
const verdictOf = (msp: Msp, { certPem }: Pick<PeerCredentials, 'certPem'>) => {
  const verdict = msp.resolve(idBytes(certPem));
  return verdict.verdict === 'accept' ? 'accept' : `${verdict.verdict} ${verdict.clause}`;
};
/** A certificate of the authority with exactly these extensions, the key identifier apart. */
const issued = async (authority: MintedAuthority, request: Partial<Request>) => ({
  certPem: certificatePem(
    await authority.issue({ subject: 'OU=peer, CN=odd', keys: await mintKeys(), ...request }),
  ),
});

describe('MSP: identities it vouches for', () => {
  it('a peer, with its key and the end of its validity', async () => {
    const peer = await org.mintPeer('peer0');
    const verdict = msp.resolve(idBytes(peer.certPem));
    expect(verdict).toMatchObject({
      verdict: 'accept',
      value: {
        mspId: 'Org1MSP',
        key: { algorithm: 'ECDSA', curve: 'P-256' },
        notAfterMs: peer.certificate.notAfter.getTime(),
      },
    });
  });
  it('a peer under an intermediate CA', async () => {
    expect(verdictOf(mspFor(tiered), await tiered.mintPeer('peer0'))).toBe('accept');
  });
  it('a peer of an MSP without node OUs, whatever its units', async () => {
    expect(verdictOf(mspFor(plain), await plain.mintPeer('peer0', { units: ['x'] }))).toBe(
      'accept',
    );
  });
  it('a peer with a P-384 key, and one with an Ed25519 key', async () => {
    for (const kind of ['P-384', 'Ed25519'] as const)
      expect(verdictOf(msp, await org.mintPeer('peer0', { kind }))).toBe('accept');
  });
  it('peers of an organisation whose CA has an Ed25519 or P-384 key', async () => {
    for (const kind of ['P-384', 'Ed25519'] as const) {
      const other = await mintOrganisation('Org1MSP', { kind });
      expect(verdictOf(mspFor(other), await other.mintPeer('peer0'))).toBe('accept');
    }
  });
  it('IDENT-10: a certificate whose signature has a high s', async () => {
    expect(verdictOf(msp, await org.mintPeer('peer0', { s: 'high' }))).toBe('accept');
  });
  it('IDENT-16: an expired certificate and one that is not yet valid', async () => {
    for (const validity of [EXPIRED(), NOT_YET_VALID()])
      expect(verdictOf(msp, await org.mintPeer('peer0', { validity }))).toBe('accept');
  });
});

describe('MSP: form', () => {
  it('IDENT-6: rejects what is no certificate, or has bytes after it', async () => {
    const { certificate } = await org.mintPeer('peer0');
    const pemOf = (der: Uint8Array) => ({
      certPem: `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`,
    });
    const der = derOf(certificate);
    expect(verdictOf(msp, pemOf(der))).toBe('accept');
    expect(verdictOf(msp, pemOf(Uint8Array.of(...der, 0)))).toBe('reject IDENT-6');
    expect(verdictOf(msp, pemOf(der.subarray(0, -1)))).toBe('reject IDENT-6');
    expect(verdictOf(msp, pemOf(Uint8Array.of(0x30, 0)))).toBe('reject IDENT-6');
  });
});

describe('MSP: signature of a certificate', () => {
  /** The certificate with other bytes as its signature. */
  const resigned = (
    certificate: X509Certificate,
    change: (signature: Uint8Array) => Uint8Array,
  ) => {
    const [tbs, algorithm, bits] = elementsIn(wholeElement(derOf(certificate))!.content)!;
    const signature = change(bits!.content.subarray(1));
    const der = encodeElement(
      0x30,
      tbs!.raw,
      algorithm!.raw,
      encodeElement(0x03, Uint8Array.of(0), signature),
    );
    return { certPem: new TextDecoder().decode(encodePem('CERTIFICATE', der)) };
  };
  it('IDENT-7: rejects a signature in another encoding', async () => {
    const { certificate } = await org.mintPeer('peer0');
    const judged = (change: (signature: Uint8Array) => Uint8Array) =>
      verdictOf(msp, resigned(certificate, change));
    expect(judged((signature) => signature)).toBe('accept');
    expect(judged((signature) => Uint8Array.of(...signature, 0))).toBe('reject IDENT-7');
    const isLong = (signature: Uint8Array) =>
      Uint8Array.of(0x30, 0x81, signature[1]!, ...signature.subarray(2));
    expect(judged(isLong)).toBe('reject IDENT-7');
    const padded = (signature: Uint8Array) => {
      const [r, s] = elementsIn(wholeElement(signature)!.content)!;
      const wide = encodeElement(0x02, Uint8Array.of(0, 0), r!.content);
      return encodeElement(0x30, wide, s!.raw);
    };
    expect(judged(padded)).toBe('reject IDENT-7');
    expect(judged(() => new Uint8Array())).toBe('reject IDENT-7');
  });
  it('IDENT-15: rejects a signature by nobody', async () => {
    const { certificate } = await org.mintPeer('peer0');
    const other = (await org.mintPeer('peer1')).certificate;
    const theirs = elementsIn(wholeElement(derOf(other))!.content)![2]!.content.subarray(1);
    expect(
      verdictOf(
        msp,
        resigned(certificate, () => theirs),
      ),
    ).toBe('reject IDENT-15');
  });
});

describe('MSP: chain', () => {
  it('IDENT-15: rejects a certificate that signs itself, and one of a CA of the same name', async () => {
    const impostor = await mintOrganisation('Org1MSP');
    expect(verdictOf(msp, await org.mintPeer('peer0', { issuer: 'self' }))).toBe('reject IDENT-15');
    expect(verdictOf(msp, await impostor.mintPeer('peer0'))).toBe('reject IDENT-15');
  });
  it('IDENT-15: rejects a certificate that TLS CAs issued', async () => {
    const { tls } = await org.mintPeer('peer0');
    expect(verdictOf(msp, tls)).toBe('reject IDENT-15');
  });
  it('IDENT-15: rejects a certificate whose intermediate CA is not configured', async () => {
    const rootOnly = mspFor(tiered, {
      intermediateCerts: [],
      nodeOus: { peer: { unit: 'peer' }, admin: { unit: 'admin' } },
    });
    expect(verdictOf(rootOnly, await tiered.mintPeer('peer0'))).toBe('reject IDENT-15');
  });
  it('IDENT-16: rejects a certificate that began before its CA', async () => {
    const validity = validFor(-4_000, 365);
    expect(verdictOf(msp, await org.mintPeer('peer0', { validity }))).toBe('reject IDENT-15');
  });
  it('IDENT-17: rejects a certificate that another peer issued', async () => {
    const keys = await mintKeys();
    const certificate = await org.root.issue({ subject: 'OU=peer, CN=peer0', keys });
    const forged = await org.mintPeer('peer1', { issuer: asAuthority({ certificate, keys }) });
    expect(verdictOf(msp, forged)).toBe('reject IDENT-15');
  });
  it('IDENT-18: rejects a certificate of a CA whose key may not sign certificates', async () => {
    const below = async (usage: KeyUsageFlags) => {
      const keys = await mintKeys();
      const certificate = await plain.root.issue({
        subject: 'CN=ica',
        keys,
        validity: validFor(-3_000, 3_000),
        extensions: [
          new BasicConstraintsExtension(true, undefined, true),
          new KeyUsagesExtension(usage, true),
          await SubjectKeyIdentifierExtension.create(keys.pair.publicKey),
        ],
      });
      const issuer = asAuthority({ certificate, keys });
      const admins = [derOf((await plain.mintPeer('Admin', { issuer })).certificate)];
      const strict = mspFor(plain, { intermediateCerts: [derOf(certificate)], admins });
      return verdictOf(strict, await plain.mintPeer('peer0', { issuer }));
    };
    expect(await below(KeyUsageFlags.digitalSignature)).toBe('reject IDENT-15');
    expect(await below(KeyUsageFlags.keyCertSign)).toBe('accept');
  });
  it('IDENT-22: rejects a certificate whose issuer is one of too many of its name', async () => {
    const roots = await Promise.all(
      Array.from({ length: CHAIN_CANDIDATES_MAX + 1 }, () => mintAuthority('ca')),
    );
    const crowd = mspFor(plain, { rootCerts: roots.map(({ certificate }) => derOf(certificate)) });
    const under = async (i: number, namesIssuerKey: boolean) =>
      verdictOf(crowd, await issued(roots[i]!, { namesIssuerKey }));
    expect(await under(CHAIN_CANDIDATES_MAX - 1, false)).toBe('accept');
    expect(await under(CHAIN_CANDIDATES_MAX, false)).toBe('reject IDENT-15');
    expect(await under(CHAIN_CANDIDATES_MAX, true)).toBe('accept');
  });
  it('IDENT-19: rejects a certificate below more CAs than a path length allows', async () => {
    const narrow = await mintOrganisation('Org1MSP', { nodeOus: false });
    const first = await narrow.root.issueAuthority('first', 0);
    const second = await first.issueAuthority('second');
    const intermediateCerts = [derOf(first.certificate), derOf(second.certificate)];
    const admins = [derOf((await narrow.mintPeer('a', { issuer: first })).certificate)];
    const strict = mspFor(narrow, { intermediateCerts, admins });
    expect(verdictOf(strict, await narrow.mintPeer('p', { issuer: second }))).toBe(
      'reject IDENT-15',
    );
    const wide = await narrow.root.issueAuthority('wide', 1);
    const third = await wide.issueAuthority('third');
    const others = [derOf(wide.certificate), derOf(third.certificate)];
    const loose = mspFor(narrow, { intermediateCerts: others });
    expect(verdictOf(loose, await narrow.mintPeer('p', { issuer: third }))).toBe('accept');
  });
  it('IDENT-20: rejects a certificate whose extended key usages do not fit', async () => {
    const usages = (...oids: string[]) => ({ extensions: [new ExtendedKeyUsageExtension(oids)] });
    const client = '1.3.6.1.5.5.7.3.2';
    expect(verdictOf(msp, await issued(org.root, usages(client)))).toBe('reject IDENT-15');
    for (const fitting of ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'])
      expect(verdictOf(msp, await issued(org.root, usages(client, fitting)))).toBe('accept');
  });
  it('IDENT-21: rejects a certificate with an unknown critical extension', async () => {
    const odd = (critical: boolean) => ({
      extensions: [new Extension('1.2.3.4', critical, Uint8Array.of(5, 0))],
    });
    expect(verdictOf(msp, await issued(org.root, odd(true)))).toBe('reject IDENT-15');
    expect(verdictOf(msp, await issued(org.root, odd(false)))).toBe('accept');
  });
  it('IDENT-23: rejects a certificate that leads to two roots', async () => {
    const { keys } = org.root;
    const renewed = await mintAuthority(`ca.${org.domain}`, { keys });
    const both = mspFor(org, {
      rootCerts: [derOf(org.root.certificate), derOf(renewed.certificate)],
      nodeOus: { peer: { unit: 'peer' }, admin: { unit: 'admin' } },
    });
    expect(verdictOf(both, await org.mintPeer('peer0'))).toBe('reject IDENT-23');
  });
  it('IDENT-25: rejects the certificates of CAs', async () => {
    expect(verdictOf(msp, { certPem: certificatePem(org.root.certificate) })).toBe(
      'reject IDENT-25',
    );
    const intermediate = await org.root.issueAuthority('ica');
    expect(verdictOf(msp, { certPem: certificatePem(intermediate.certificate) })).toBe(
      'reject IDENT-25',
    );
    const extensions = [new BasicConstraintsExtension(false, undefined, true)];
    expect(verdictOf(msp, await issued(org.root, { extensions }))).toBe('accept');
  });
  it('IDENT-26: rejects a certificate of a CA that stands above another', async () => {
    const peer = await tiered.mintPeer('peer0', { issuer: tiered.root });
    expect(verdictOf(mspFor(tiered), peer)).toBe('reject IDENT-26');
  });
  it('IDENT-24: rejects an Ed25519 key where the MSP does not allow it', async () => {
    const peer = await org.mintPeer('peer0', { kind: 'Ed25519' });
    expect(verdictOf(mspFor(org, { allowsEd25519: false }), peer)).toBe('reject IDENT-24');
  });
});

describe('MSP: revocation', () => {
  it('IDENT-27: rejects a revoked certificate and no other', async () => {
    const [revoked, other] = await Promise.all([org.mintPeer('peer0'), org.mintPeer('peer1')]);
    const strict = mspFor(org, { revocationLists: [derOfPem(await org.revoke([revoked]))] });
    expect(verdictOf(strict, revoked)).toBe('reject IDENT-27');
    expect(verdictOf(strict, other)).toBe('accept');
  });
  it('IDENT-28: a list with the signature of another CA revokes nothing', async () => {
    const peer = await org.mintPeer('peer0');
    const list = derOfPem(await org.revoke([peer]));
    list[list.length - 1]! ^= 1;
    expect(verdictOf(mspFor(org, { revocationLists: [list] }), peer)).toBe('accept');
  });
  it('IDENT-29: the list of another CA of the MSP does not touch the certificate', async () => {
    const peer = await tiered.mintPeer('peer0');
    const list = derOfPem(await tiered.root.revoke([peer.certificate]));
    expect(verdictOf(mspFor(tiered, { revocationLists: [list] }), peer)).toBe('accept');
  });
});

describe('MSP: organisational units', () => {
  it('IDENT-31: rejects an identity without a role', async () => {
    for (const units of [[], ['sales'], ['Peer']])
      expect(verdictOf(msp, await org.mintPeer('peer0', { units }))).toBe('reject IDENT-31');
  });
  it('IDENT-32: rejects an identity with two roles, or one role twice', async () => {
    for (const units of [
      ['peer', 'client'],
      ['peer', 'peer'],
    ])
      expect(verdictOf(msp, await org.mintPeer('peer0', { units }))).toBe('reject IDENT-32');
  });
  it('accepts one role beside other units', async () => {
    for (const units of [['peer', 'sales'], ['client'], ['admin'], ['orderer']])
      expect(verdictOf(msp, await org.mintPeer('peer0', { units }))).toBe('accept');
  });
  it('IDENT-33: rejects a role that another CA of the MSP certified', async () => {
    const [first, second] = await Promise.all([
      org.root.issueAuthority('first'),
      org.root.issueAuthority('second'),
    ]);
    const intermediateCerts = [derOf(first.certificate), derOf(second.certificate)];
    const strict = mspFor(org, {
      intermediateCerts,
      nodeOus: {
        peer: { unit: 'peer', certifier: intermediateCerts[0]! },
        admin: { unit: 'admin' },
      },
    });
    expect(verdictOf(strict, await org.mintPeer('peer0', { issuer: first }))).toBe('accept');
    expect(verdictOf(strict, await org.mintPeer('peer0', { issuer: second }))).toBe(
      'reject IDENT-33',
    );
  });
  it('IDENT-30: rejects an identity without a recognised unit', async () => {
    const certifier = derOf(plain.root.certificate);
    const strict = mspFor(plain, {
      organizationalUnits: [{ unit: 'COP', certifier }],
      admins: [derOf((await plain.mintPeer('Admin', { units: ['COP'] })).certificate)],
    });
    expect(verdictOf(strict, await plain.mintPeer('peer0', { units: ['COP', 'x'] }))).toBe(
      'accept',
    );
    expect(verdictOf(strict, await plain.mintPeer('peer0', { units: ['x'] }))).toBe(
      'reject IDENT-30',
    );
  });
});

describe('MSP: configuration', () => {
  it.each([
    ['IDENT-34: no root', () => ({ rootCerts: [] }), /at least one root certificate/],
    [
      'IDENT-34: a root that is not DER',
      () => ({ rootCerts: [Uint8Array.of(1)] }),
      /root certificate 1 is not/,
    ],
    [
      'IDENT-35: a root that is no CA',
      () => ({ rootCerts: [derOf(org.admin.certificate)] }),
      /is not the certificate of a CA/,
    ],
    [
      'IDENT-36: an intermediate of nobody',
      () => ({ intermediateCerts: [derOf(tiered.intermediate!.certificate)] }),
      /intermediate certificate 1 leads to no root/,
    ],
    [
      'IDENT-41: a revocation list that is none',
      () => ({ revocationLists: [Uint8Array.of(5, 0)] }),
      /revocation list 1 is not a CRL/,
    ],
    [
      'IDENT-42: another hash family',
      () => ({ signatureHashFamily: 'SHA3' as const }),
      /only SHA2/,
    ],
    [
      'IDENT-43: a unit certified by an unknown CA',
      () => ({ nodeOus: { admin: { unit: 'admin', certifier: derOf(tiered.root.certificate) } } }),
      /certificate of unit admin/,
    ],
    ['no name', () => ({ mspId: '' }), /an MSP ID is needed/],
  ])('%s is refused', (_, changes, message) => {
    expect(() => mspFor(org, changes())).toThrow(message);
  });
  it('IDENT-37: a revoked intermediate CA is refused', async () => {
    const revocationLists = [
      derOfPem(await tiered.root.revoke([tiered.intermediate!.certificate])),
    ];
    expect(() => mspFor(tiered, { revocationLists })).toThrow(
      /intermediate certificate 1 has been revoked/,
    );
  });
});

describe('MSP: administrators', () => {
  const flaw = (organisation: Organisation, changes: Partial<MspConfig> = {}) =>
    administratorFlaw(mspConfigFor(organisation, changes), nodeCrypto);
  it('are fine as minted, by name and by unit', () => {
    expect([flaw(org), flaw(plain), flaw(tiered)]).toEqual([undefined, undefined, undefined]);
  });
  it('IDENT-38: nobody is an administrator', () => {
    expect(flaw(plain, { admins: [] })).toMatch(/administrators are needed/);
    expect(flaw(org, { nodeOus: { peer: { unit: 'peer' } } })).toMatch(/administrators are needed/);
  });
  it('IDENT-39: an administrator is not of the organisation, or has another role', async () => {
    expect(flaw(org, { admins: [derOf(tiered.admin.certificate)] })).toMatch(/1 was not issued by/);
    const peer = derOf((await org.mintPeer('peer0')).certificate);
    expect(flaw(org, { admins: [peer] })).toMatch(/neither a client nor an admin/);
    expect(flaw(plain, { admins: [Uint8Array.of(1)] })).toMatch(/not an X.509 certificate/);
    expect(flaw(plain, { admins: [derOf(tiered.admin.certificate)] })).toMatch(/IDENT-15/);
  });
});
