/**
 * The organisations of a run, with the letters that cases use: O is the target's, F and G are foreign
 * ones that it knows, X is one that it does not know; R and S order. Minted once; every case mints its
 * own peers.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { verifyingMsp } from './minting/channel/verifying-msp.js';
import { writeMspFolder, writeTlsFolder } from './minting/folders.js';
import { freshMaterial, type Material } from './minting/material.js';
import {
  mintOrganisation,
  type Organisation,
  type PeerCredentials,
} from './minting/organisation.js';
import { HarnessError } from './verdict.js';

export type OrgLetter = 'O' | 'F' | 'G' | 'X';

/** Organisations of the ordering service. */
export type OrderingLetter = 'R' | 'S';

export interface Organisations extends Readonly<Record<OrgLetter | OrderingLetter, Organisation>> {
  /** Serialized msp.MSPConfig of each, as a channel's configuration has it. */
  readonly msps: Readonly<Record<OrgLetter | OrderingLetter, Uint8Array>>;
  /** An orderer of each ordering organisation. */
  readonly orderers: Readonly<Record<OrderingLetter, PeerCredentials>>;
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
export async function mintOrganisations(
  folder: string,
  material: Material = freshMaterial,
): Promise<Organisations> {
  const [O, F, G, X, R, S] = await Promise.all([
    mintOrganisation('OrgOMSP', { material }),
    mintOrganisation('OrgFMSP', { material }),
    mintOrganisation('OrgGMSP', { material }),
    mintOrganisation('OrgXMSP', { material }),
    mintOrganisation('OrdererRMSP', { material }),
    mintOrganisation('OrdererSMSP', { material }),
  ]);
  const revoked = await O.mintPeer('revoked');
  const revocationList = await O.revoke([revoked]);
  const foreignMsps = Object.fromEntries(
    [F, G].map((foreign) => [foreign.mspId, join(folder, foreign.mspId)]),
  );
  const mspOf = (organisation: Organisation, revocationLists: readonly string[] = []) => {
    const at = join(folder, organisation.mspId);
    writeMspFolder(at, organisation, { revocationLists });
    return verifyingMsp(organisation.mspId, at);
  };
  return {
    O,
    F,
    G,
    X,
    R,
    S,
    msps: {
      O: mspOf(O, [revocationList]),
      F: mspOf(F),
      G: mspOf(G),
      X: mspOf(X),
      R: mspOf(R),
      S: mspOf(S),
    },
    orderers: {
      R: await R.mintPeer('orderer', { units: ['orderer'] }),
      S: await S.mintPeer('orderer', { units: ['orderer'] }),
    },
    revoked,
    revocationList,
    foreignMsps,
    tlsRootsPem: [O, F, G, X, R].map((organisation) => organisation.admin.tlsCaPem),
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

interface NodeFolders {
  readonly mspDir: string;
  readonly tlsDir: string;
}

/** Of nodes with one identity, in cases that may play at once: what they read is the same. */
const written = new WeakMap<PeerCredentials, NodeFolders>();

/**
 * The MSP and TLS folders of a node, in `folder` if they stand nowhere yet. They are to stay as long
 * as any case plays: the next node of that identity reads them as well.
 */
export function writeNodeFolders(
  folder: string,
  organisations: Organisations,
  peer: PeerCredentials,
  letter: OrgLetter = 'O',
): NodeFolders {
  const known = written.get(peer);
  if (known && existsSync(known.mspDir)) return known;
  const mspDir = join(folder, 'msp');
  const tlsDir = join(folder, 'tls');
  const revocationLists = letter === 'O' ? [organisations.revocationList] : [];
  writeMspFolder(mspDir, organisations[letter], { peer, revocationLists });
  writeTlsFolder(tlsDir, peer);
  const folders = { mspDir, tlsDir };
  written.set(peer, folders);
  return folders;
}
