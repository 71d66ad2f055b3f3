/**
 * The organisations of a run, with the letters that cases use: O is the target's, F and G are foreign
 * ones that it knows, X is one that it does not know. Minted once; every case mints its own peers.
 */
import { join } from 'node:path';
import { writeMspFolder, writeTlsFolder } from './minting/folders.js';
import {
  mintOrganisation,
  type Organisation,
  type PeerCredentials,
} from './minting/organisation.js';
import { HarnessError } from './verdict.js';

export type OrgLetter = 'O' | 'F' | 'G' | 'X';

export interface Organisations extends Readonly<Record<OrgLetter, Organisation>> {
  /** A peer of O that O's MSP has revoked. */
  readonly revoked: PeerCredentials;
  /** PEM: names `revoked`; part of the target's MSP. */
  readonly revocationList: string;
  /** TLS roots of all organisations, PEM. */
  readonly tlsRootsPem: readonly string[];
  /** Verifying MSP folders of the organisations that nodes may know besides their own, by MSP ID. */
  readonly foreignMsps: Readonly<Record<string, string>>;
}

/** `folder`, absolute, takes what all nodes read. */
export async function mintOrganisations(folder: string): Promise<Organisations> {
  const [O, F, G, X] = await Promise.all([
    mintOrganisation('OrgOMSP'),
    mintOrganisation('OrgFMSP'),
    mintOrganisation('OrgGMSP'),
    mintOrganisation('OrgXMSP'),
  ]);
  const revoked = await O.mintPeer('revoked');
  const foreignMsps = Object.fromEntries(
    [F, G].map((foreign) => [foreign.mspId, join(folder, foreign.mspId)]),
  );
  for (const foreign of [F, G]) writeMspFolder(foreignMsps[foreign.mspId]!, foreign);
  return {
    O,
    F,
    G,
    X,
    revoked,
    revocationList: await O.revoke([revoked]),
    foreignMsps,
    tlsRootsPem: [O, F, G, X].map((organisation) => organisation.admin.tlsCaPem),
  };
}

/** The organisation that a probe's name speaks of: o1 is of O. */
export function orgOf(organisations: Organisations, probe: string): Organisation {
  const letter = probe.charAt(0).toUpperCase();
  if (letter === 'O' || letter === 'F' || letter === 'G' || letter === 'X') {
    return organisations[letter];
  }
  throw new HarnessError(`probe ${probe}: the name must begin with o, f, g or x`);
}

/** Writes the MSP and TLS folders of one node of O. */
export function writeNodeFolders(
  folder: string,
  { O, revocationList }: Organisations,
  peer: PeerCredentials,
): { mspDir: string; tlsDir: string } {
  const mspDir = join(folder, 'msp');
  const tlsDir = join(folder, 'tls');
  writeMspFolder(mspDir, O, { peer, revocationLists: [revocationList] });
  writeTlsFolder(tlsDir, peer);
  return { mspDir, tlsDir };
}
