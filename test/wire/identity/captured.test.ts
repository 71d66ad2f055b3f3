/** The certificates of a recorded Fabric network: what its own tools issued must resolve, and only so. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { nobleCrypto } from '../../../src/wire/crypto/noble.js';
import type { Crypto } from '../../../src/wire/crypto/port.js';
import { toHex } from '../../../src/wire/hex.js';
import { createAuthority } from '../../../src/wire/identity/authority.js';
import { parseCertificate } from '../../../src/wire/identity/certificate.js';
import { createMsp } from '../../../src/wire/identity/msp.js';
import { decodePem, encodePem } from '../../../src/wire/identity/pem.js';
import { pkiIdOf } from '../../../src/wire/pki-id.js';
import { encodeSerializedIdentity } from '../../../src/wire/serialized-identity.js';

const pem = (name: string) =>
  new Uint8Array(readFileSync(`spec/vectors/fabric-2.4.9/certs/${name}.pem`));
const der = (name: string) => decodePem(pem(name))!.bytes;

const mspOf = (mspId: string, domain: string, crypto: Crypto) =>
  createMsp(
    {
      mspId,
      rootCerts: [der(`${domain}-ca`)],
      intermediateCerts: [],
      admins: [],
      revocationLists: [],
      nodeOus: Object.fromEntries(
        ['client', 'peer', 'admin', 'orderer'].map((unit) => [
          unit,
          { unit, certifier: der(`${domain}-ca`) },
        ]),
      ),
      tlsRootCerts: [der(`${domain}-tlsca`)],
      tlsIntermediateCerts: [],
      signatureHashFamily: 'SHA2',
    },
    crypto,
  );

/** PKI-IDs as Fabric's own log named them; that of peer2 was not logged. */
const PEERS = [
  ['peer0.org1', 'Org1MSP', 'a58aa6232464b8bc01f7141a56f3b74c13ae2efb93f9439c7c531d0066a9a2f0'],
  ['peer1.org1', 'Org1MSP', '8a6e8294580263c96e811cd9c86dbb47ce88a2a6479be7672bc488977fcaedc7'],
  ['peer2.org1', 'Org1MSP', 'a6e5e9d7'],
  ['peer0.org2', 'Org2MSP', 'f12bc91608aaf6a95891a9ee64933b198f51736bc75cec41253434df1985f6ae'],
] as const;

describe.each([nobleCrypto, nodeCrypto])('recorded network, $name', (crypto) => {
  const authority = createAuthority({
    localMsp: mspOf('Org1MSP', 'org1.test', crypto),
    channelMsps: [mspOf('Org2MSP', 'org2.test', crypto)],
  });
  it.each(PEERS)('%s is a member of %s', (name, mspId, pkiId) => {
    const identity = encodeSerializedIdentity(mspId, pem(`${name}-sign`));
    expect(authority.resolve(identity)).toMatchObject({ verdict: 'accept', value: { mspId } });
    expect(authority.mspIdOf(identity)).toBe(mspId);
    expect(toHex(pkiIdOf(crypto, identity)!)).toMatch(new RegExp(`^${pkiId}`));
  });
  it.each(PEERS)(
    'IDENT-15: %s is no member under the other name, nor with its TLS certificate',
    (name, mspId) => {
      const other = mspId === 'Org1MSP' ? 'Org2MSP' : 'Org1MSP';
      for (const identity of [
        encodeSerializedIdentity(other, pem(`${name}-sign`)),
        encodeSerializedIdentity(mspId, pem(`${name}-tls`)),
      ])
        expect(authority.resolve(identity)).toMatchObject({
          verdict: 'reject',
          clause: 'IDENT-15',
        });
    },
  );
  it('IDENT-25: the CA is no member', () => {
    const identity = encodeSerializedIdentity('Org1MSP', pem('org1.test-ca'));
    expect(authority.resolve(identity)).toMatchObject({ verdict: 'reject', clause: 'IDENT-25' });
  });
});

describe('recorded certificates', () => {
  const names = [...PEERS.flatMap(([name]) => [`${name}-sign`, `${name}-tls`]), 'org1.test-ca'];
  it.each(names)('IDENT-9: %s has the standard layout', (name) => {
    expect(encodePem('CERTIFICATE', der(name))).toEqual(pem(name));
  });
  it('says what is in a certificate', () => {
    expect(parseCertificate(der('peer0.org1-sign'))).toMatchObject({
      version: 3,
      serial: 0xcf1962a5e8ead681dcac8f088bf8ffc4n,
      notBeforeMs: Date.parse('2026-11-22T05:00:00Z'),
      notAfterMs: Date.parse('2036-11-19T05:00:00Z'),
      basicConstraints: { isCa: false, pathLength: undefined },
      maySignCertificates: false,
      organizationalUnits: ['peer'],
      extendedKeyUsage: [],
      unhandled: [],
    });
  });
});
