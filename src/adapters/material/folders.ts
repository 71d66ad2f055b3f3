/** Writes organisations and their members in the layout of Fabric's own tools. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MintedMember, MintedOrganisation, Role } from './organisation.js';

/** The MSP of an organisation, without keys: what others need to know its members. */
export function writeVerifyingMsp(folder: string, organisation: MintedOrganisation): void {
  const { domain, ca, tlsCa } = organisation;
  const certifier = `cacerts/ca.${domain}-cert.pem`;
  write(join(folder, certifier), ca.certPem);
  write(join(folder, `tlscacerts/tlsca.${domain}-cert.pem`), tlsCa.certPem);
  write(join(folder, 'config.yaml'), nodeOusYaml(certifier));
}

/** The keys of an organisation's authorities, by which more members can be made. */
export function writeAuthorities(folder: string, { domain, ca, tlsCa }: MintedOrganisation): void {
  for (const [name, pair] of [
    ['ca', ca],
    ['tlsca', tlsCa],
  ] as const) {
    write(join(folder, name, `${name}.${domain}-cert.pem`), pair.certPem);
    write(join(folder, name, 'priv_sk'), pair.keyPem, true);
  }
}

/** A member's `msp` and `tls` below `folder`. The TLS pair serves as client certificate too. */
export function writeMember(
  folder: string,
  member: MintedMember,
  organisation: MintedOrganisation,
): void {
  const { name, signing, tls } = member;
  const msp = join(folder, 'msp');
  writeVerifyingMsp(msp, organisation);
  write(join(msp, 'signcerts', `${name}.${organisation.domain}-cert.pem`), signing.certPem);
  write(join(msp, 'keystore/priv_sk'), signing.keyPem, true);
  write(join(folder, 'tls/ca.crt'), organisation.tlsCa.certPem);
  write(join(folder, 'tls/server.crt'), tls.certPem);
  write(join(folder, 'tls/server.key'), tls.keyPem, true);
}

const ROLES: readonly Role[] = ['client', 'peer', 'admin', 'orderer'];
const title = (role: Role) => role[0]!.toUpperCase() + role.slice(1);

const nodeOusYaml = (certifier: string): string =>
  [
    'NodeOUs:',
    '  Enable: true',
    ...ROLES.flatMap((role) => [
      `  ${title(role)}OUIdentifier:`,
      `    Certificate: ${certifier}`,
      `    OrganizationalUnitIdentifier: ${role}`,
    ]),
    '',
  ].join('\n');

function write(path: string, text: string, isSecret = false): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: isSecret ? 0o600 : 0o644 });
}
