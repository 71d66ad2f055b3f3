/** Writes minted material in the layout of Fabric's own tools, as peers and clients read it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificatePem } from './authority.js';
import type { Organisation, PeerCredentials } from './organisation.js';

/** File contents by path inside the folder. */
type Files = Readonly<Record<string, string>>;

/**
 * The MSP folder of an organisation; with a peer, that peer's own (with its certificate and key).
 * `revocationLists` are PEM.
 */
export function writeMspFolder(
  folder: string,
  organisation: Organisation,
  {
    peer,
    revocationLists = [],
  }: { peer?: PeerCredentials; revocationLists?: readonly string[] } = {},
): void {
  const { domain, root, intermediate, tlsRoot, nodeOus, admin } = organisation;
  const certifier = `${intermediate ? 'intermediatecerts/ica' : 'cacerts/ca'}.${domain}-cert.pem`;
  write(folder, {
    [`cacerts/ca.${domain}-cert.pem`]: certificatePem(root.certificate),
    [`tlscacerts/tlsca.${domain}-cert.pem`]: certificatePem(tlsRoot.certificate),
    ...(intermediate && {
      [`intermediatecerts/ica.${domain}-cert.pem`]: certificatePem(intermediate.certificate),
    }),
    ...(nodeOus
      ? { 'config.yaml': nodeOusYaml(certifier) }
      : { [`admincerts/Admin@${domain}-cert.pem`]: admin.certPem }),
    ...(peer && {
      [`signcerts/${peer.name}.${domain}-cert.pem`]: peer.certPem,
      'keystore/priv_sk': peer.keyPem,
    }),
    ...Object.fromEntries(revocationLists.map((pem, i) => [`crls/crl${i}.pem`, pem])),
  });
}

/** The TLS folder of a peer. The same pair serves as client certificate. */
export function writeTlsFolder(folder: string, { tls, tlsCaPem }: PeerCredentials): void {
  write(folder, { 'server.crt': tls.certPem, 'server.key': tls.keyPem, 'ca.crt': tlsCaPem });
}

/** Adds a revocation list (PEM) to an MSP folder that stands already. */
export function writeCrl(mspFolder: string, crlPem: string, name = 'crl.pem'): void {
  write(mspFolder, { [`crls/${name}`]: crlPem });
}

function write(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const at = join(folder, path);
    mkdirSync(join(at, '..'), { recursive: true });
    writeFileSync(at, content, {
      mode: path.endsWith('key') || path.endsWith('_sk') ? 0o600 : 0o644,
    });
  }
}

const nodeOusYaml = (certifier: string): string =>
  [
    'NodeOUs:',
    '  Enable: true',
    ...['Client', 'Peer', 'Admin', 'Orderer'].flatMap((role) => [
      `  ${role}OUIdentifier:`,
      `    Certificate: ${certifier}`,
      `    OrganizationalUnitIdentifier: ${role.toLowerCase()}`,
    ]),
    '',
  ].join('\n');
