import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPIRED } from '../../conformance/harness/minting/authority.js';
import {
  writeCrl,
  writeMspFolder,
  writeTlsFolder,
} from '../../conformance/harness/minting/folders.js';
import {
  mintOrganisation,
  type Organisation,
  type PeerCredentials,
} from '../../conformance/harness/minting/organisation.js';
import { createNodeSigner, nodeCrypto } from '../../src/adapters/crypto-node.js';
import { readLocalMsp, readMspFolder } from '../../src/adapters/msp-folder.js';
import { readTlsFolder } from '../../src/adapters/tls-folder.js';
import { UserMistake } from '../../src/adapters/user-mistake.js';
import { createMsp } from '../../src/wire/identity/msp.js';
import { mspConfigFor } from '../support/organisations.js';

const NOW = Date.now();
let base: string;
let org: Organisation;
let peer: PeerCredentials;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'fabric-gossip-msp-'));
  org = await mintOrganisation('Org1MSP', { intermediate: true });
  peer = await org.mintPeer('peer0');
});
afterAll(() => rmSync(base, { recursive: true }));

/** A fresh folder with the MSP of the organisation, and the peer's certificate and key. */
const folderOf = (organisation = org, own: PeerCredentials | undefined = peer) => {
  const folder = join(mkdtempSync(join(base, 'case-')), 'msp');
  writeMspFolder(folder, organisation, own && { peer: own });
  return folder;
};
const local = (folder: string) => readLocalMsp(folder, 'Org1MSP', nodeCrypto, NOW);
const verifying = (folder: string) => readMspFolder(folder, 'Org1MSP', nodeCrypto);

describe('MSP folder: what it gives', () => {
  it('the configuration of the organisation', () => {
    const { config, warnings } = verifying(folderOf());
    expect(config).toEqual(mspConfigFor(org));
    expect(warnings).toEqual([]);
  });
  it('the identity of the peer, and a key that signs in its name', () => {
    const { identity, keyPem, certPem } = local(folderOf());
    expect(identity).toEqual(peer.identity);
    expect(certPem).toBe(peer.certPem);
    const message = Uint8Array.of(1, 2, 3);
    const { publicKey, sign } = createNodeSigner(keyPem);
    expect(nodeCrypto.verify(publicKey, message, sign(message))).toBe(true);
  });
  it('IDENT-10: a certificate with a high s goes out in low-S form', async () => {
    const high = await org.mintPeer('peer0', { s: 'high' });
    const { identity, certPem, config } = local(folderOf(org, high));
    expect(certPem).not.toBe(high.certPem);
    expect(identity).not.toEqual(high.identity);
    const verdict = createMsp(config, nodeCrypto).resolve(new TextEncoder().encode(certPem));
    expect(verdict.verdict).toBe('accept');
  });
  it('revocation lists', async () => {
    const folder = folderOf();
    writeCrl(folder, await org.revoke([peer]));
    expect(verifying(folder).config.revocationLists).toHaveLength(1);
    expect(() => local(folder)).toThrow(
      /not a member of Org1MSP: the certificate has been revoked/,
    );
  });
  it('administrators by name, where there are no node OUs', async () => {
    const plain = await mintOrganisation('Org1MSP', { nodeOus: false });
    const { config } = verifying(folderOf(plain, undefined));
    expect(config.nodeOus).toBeUndefined();
    expect(config.admins).toHaveLength(1);
  });
  it('a warning for every file that is passed over', () => {
    const folder = folderOf();
    writeFileSync(join(folder, 'cacerts', 'README'), 'hello');
    expect(verifying(folder).warnings).toEqual([
      `${join(folder, 'cacerts', 'README')}: not PEM, passed over`,
    ]);
  });
  it('any certifier where that of a node OU is missing, with a warning', () => {
    const folder = folderOf();
    const yaml =
      'NodeOUs: {Enable: true, PeerOUIdentifier: {Certificate: x.pem, OrganizationalUnitIdentifier: peer}, AdminOUIdentifier: {OrganizationalUnitIdentifier: admin}}';
    writeFileSync(join(folder, 'config.yaml'), yaml);
    const { config, warnings } = verifying(folder);
    expect(config.nodeOus).toEqual({ peer: { unit: 'peer' }, admin: { unit: 'admin' } });
    expect(warnings).toEqual([
      expect.stringMatching(/PeerOUIdentifier.Certificate: no certificate/),
    ]);
  });
});

describe('MSP folder: mistakes', () => {
  const broken = (breaks: (folder: string) => void, read: (folder: string) => unknown = local) => {
    const folder = folderOf();
    breaks(folder);
    try {
      read(folder);
    } catch (error) {
      expect(error).toBeInstanceOf(UserMistake);
      return (error as Error).message.replaceAll(folder, 'MSP');
    }
    return 'no error';
  };
  const remove = (name: string) => (folder: string) =>
    rmSync(join(folder, name), { recursive: true });
  const yaml = (text: string) => (folder: string) =>
    writeFileSync(join(folder, 'config.yaml'), text);

  it.each([
    ['.', 'MSP: expected an MSP folder, found none'],
    ['cacerts', 'MSP/cacerts: expected at least one root certificate in PEM, found none'],
    ['signcerts', "MSP/signcerts: expected the peer's certificate in PEM, found none"],
    [
      'keystore',
      'MSP/keystore: expected the private key of MSP/signcerts/peer0.org1.test-cert.pem in PEM, found no key',
    ],
    [
      'config.yaml',
      'MSP: administrators are needed: either their certificates, or a node OU for admins',
    ],
  ])('%s is missing', (name, message) => expect(broken(remove(name))).toBe(message));
  it('the intermediate CA is missing', () => {
    expect(broken(remove('intermediatecerts'))).toMatch(
      /MSP: MSP Org1MSP: certificate of unit client is not among the MSP's CAs|not a member/,
    );
  });
  it('the key is that of another certificate', async () => {
    const other = await org.mintPeer('peer1');
    const swap = (folder: string) =>
      writeFileSync(join(folder, 'keystore', 'priv_sk'), other.keyPem);
    expect(broken(swap)).toBe(
      'MSP/keystore: none of the keys (1) belongs to MSP/signcerts/peer0.org1.test-cert.pem',
    );
  });
  it('the certificate has expired', async () => {
    const old = await org.mintPeer('peer0', { validity: EXPIRED() });
    expect(() => local(folderOf(org, old))).toThrow(/the certificate expired at \d{4}-/);
  });
  it('the certificate is of another organisation', async () => {
    const other = await mintOrganisation('Org1MSP');
    const stranger = await other.mintPeer('peer0');
    expect(() => local(folderOf(org, stranger))).toThrow(/no chain to a root.*\(IDENT-15\)/);
  });
  it('the certificate has the role of nobody', async () => {
    const nobody = await org.mintPeer('peer0', { units: [] });
    expect(() => local(folderOf(org, nobody))).toThrow(/IDENT-31/);
  });
  it.each([
    ['NodeOUs: [', /config.yaml: the document: expected YAML/],
    ['- a', /the document: expected a mapping, got \["a"\]/],
    ['NodeOUs: {Enable: maybe}', /NodeOUs.Enable: expected true or false, got "maybe"/],
    [
      'NodeOUs: {Enable: true, PeerOUIdentifier: peer}',
      /NodeOUs.PeerOUIdentifier: expected a mapping/,
    ],
    [
      'NodeOUs: {Enable: true, PeerOUIdentifier: {OrganizationalUnitIdentifier: 7}}',
      /OrganizationalUnitIdentifier: expected text, got 7/,
    ],
    ['OrganizationalUnitIdentifiers: {}', /OrganizationalUnitIdentifiers: expected a list/],
    [
      'OrganizationalUnitIdentifiers: [{OrganizationalUnitIdentifier: a}]',
      /\[0\].Certificate: expected the path/,
    ],
  ])('config.yaml is "%s"', (text, message) => expect(broken(yaml(text))).toMatch(message));
});

describe('TLS folder', () => {
  const tlsFolder = () => {
    const folder = mkdtempSync(join(base, 'tls-'));
    writeTlsFolder(folder, peer);
    return folder;
  };
  it('gives the pair and the root', () => {
    expect(readTlsFolder(tlsFolder())).toEqual({
      certPem: peer.tls.certPem,
      keyPem: peer.tls.keyPem,
      rootCaPems: [peer.tlsCaPem],
    });
  });
  it('gives a second pair to dial with', async () => {
    const folder = tlsFolder();
    const { tls } = await org.mintPeer('client');
    writeFileSync(join(folder, 'client.crt'), tls.certPem);
    expect(() => readTlsFolder(folder)).toThrow(
      /client.key: expected a private key in PEM, found no/,
    );
    writeFileSync(join(folder, 'client.key'), tls.keyPem);
    expect(readTlsFolder(folder)).toMatchObject({
      clientCertPem: tls.certPem,
      clientKeyPem: tls.keyPem,
    });
  });
  it.each(['server.crt', 'server.key', 'ca.crt'])(
    'says that %s is missing, or nonsense',
    (name) => {
      const folder = tlsFolder();
      writeFileSync(join(folder, name), 'nonsense');
      expect(() => readTlsFolder(folder)).toThrow(
        new RegExp(`${name}: expected a .* found something else`),
      );
      rmSync(join(folder, name));
      expect(() => readTlsFolder(folder)).toThrow(
        new RegExp(`${name}: expected a .* found no file`),
      );
    },
  );
  it('says that the key is another', async () => {
    const folder = tlsFolder();
    writeFileSync(join(folder, 'server.key'), peer.keyPem);
    expect(() => readTlsFolder(folder)).toThrow(/server.key: expected the key of .*server.crt/);
  });
});
