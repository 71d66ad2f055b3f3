/** The config.yaml of an MSP folder: which organisational units make which role. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  type CertifiedUnit,
  type MspConfig,
  ROLES,
  type Role,
} from '../wire/identity/msp-config.js';
import { decodePem } from '../wire/identity/pem.js';
import { UserMistake } from './user-mistake.js';

const KEYS: Record<Role, string> = {
  client: 'ClientOUIdentifier',
  peer: 'PeerOUIdentifier',
  admin: 'AdminOUIdentifier',
  orderer: 'OrdererOUIdentifier',
};

type Mapping = Readonly<Record<string, unknown>>;
export type Units = Pick<MspConfig, 'nodeOus' | 'organizationalUnits'>;

export class MspUnitsError extends UserMistake {
  override readonly name = 'MspUnitsError';
}

/**
 * Nothing if the folder has no config.yaml. Certificates are named relative to the folder; as in
 * Fabric, one of a node OU that cannot be read is passed over (with a warning), and any CA will do.
 * @throws MspUnitsError naming the file, the key, what stands there and what is allowed
 */
export function readUnits(folder: string, warnings: string[]): Units {
  const path = join(folder, 'config.yaml');
  if (!existsSync(path)) return {};
  const fail = (key: string, allowed: string, actual: unknown): never => {
    throw new MspUnitsError(`${path}: ${key}: expected ${allowed}, got ${JSON.stringify(actual)}`);
  };
  const mapping = (key: string, value: unknown): Mapping | undefined => {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'object' && !Array.isArray(value)) return value as Mapping;
    return fail(key, 'a mapping', value);
  };
  const text = (key: string, value: unknown): string => {
    if (value === undefined || value === null) return '';
    return typeof value === 'string' ? value : fail(key, 'text', value);
  };
  const certificate = (key: string, name: string): Uint8Array | undefined => {
    const at = join(folder, name);
    const der = existsSync(at) ? decodePem(readFileSync(at))?.bytes : undefined;
    if (der === undefined) warnings.push(`${path}: ${key}: no certificate in PEM at ${at}`);
    return der;
  };

  const root = mapping('the document', parsed(path, fail)) ?? {};
  const nodeOus = mapping('NodeOUs', root.NodeOUs) ?? {};
  const isEnabled = nodeOus.Enable ?? false;
  if (typeof isEnabled !== 'boolean') fail('NodeOUs.Enable', 'true or false', isEnabled);
  const roles = ROLES.flatMap((role): [Role, CertifiedUnit][] => {
    const key = `NodeOUs.${KEYS[role]}`;
    const entry = mapping(key, nodeOus[KEYS[role]]);
    const unit = text(`${key}.OrganizationalUnitIdentifier`, entry?.OrganizationalUnitIdentifier);
    const name = text(`${key}.Certificate`, entry?.Certificate);
    if (unit === '') return [];
    const certifier = name === '' ? undefined : certificate(`${key}.Certificate`, name);
    return [[role, certifier === undefined ? { unit } : { unit, certifier }]];
  });
  const listed = root.OrganizationalUnitIdentifiers ?? [];
  if (!Array.isArray(listed)) return fail('OrganizationalUnitIdentifiers', 'a list', listed);
  const organizationalUnits = listed.map((value, i) => {
    const key = `OrganizationalUnitIdentifiers[${i}]`;
    const entry = mapping(key, value) ?? {};
    const name = text(`${key}.Certificate`, entry.Certificate);
    const certifier = name === '' ? undefined : certificate(`${key}.Certificate`, name);
    const unit = text(`${key}.OrganizationalUnitIdentifier`, entry.OrganizationalUnitIdentifier);
    if (certifier === undefined)
      return fail(`${key}.Certificate`, 'the path of a certificate in the folder', name);
    return { unit, certifier };
  });
  return {
    ...(isEnabled && { nodeOus: Object.fromEntries(roles) }),
    ...(organizationalUnits.length > 0 && { organizationalUnits }),
  };
}

function parsed(
  path: string,
  fail: (key: string, allowed: string, actual: unknown) => never,
): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    return fail('the document', 'YAML', (cause as Error).message.split('\n')[0]);
  }
}
