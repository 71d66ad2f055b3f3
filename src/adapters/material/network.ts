/** Makes everything that a described network needs, and lays it out in a folder. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endpointOf } from '../endpoint.js';
import { UserMistake } from '../user-mistake.js';
import { writeAuthorities, writeMember, writeVerifyingMsp } from './folders.js';
import { genesisBlock } from './genesis-block.js';
import type {
  NetworkDescription,
  NodeDescription,
  OrganisationDescription,
} from './network-file.js';
import {
  LOOPBACK,
  type MintedMember,
  type MintedOrganisation,
  mintOrganisation,
  mspConfigOf,
  type Role,
} from './organisation.js';

export interface MintedNetwork {
  /** By MSP ID; those of the ordering service too. */
  readonly organisations: ReadonlyMap<string, MintedOrganisation>;
  /** By MSP ID and name, for example `Org1MSP/peer0`; every organisation has an `Admin`. */
  readonly members: ReadonlyMap<string, MintedMember>;
  /** Serialized genesis blocks by channel. */
  readonly channels: ReadonlyMap<string, Uint8Array>;
}

export async function mintNetwork(
  description: NetworkDescription,
  nowMs: number,
): Promise<MintedNetwork> {
  const organisations = new Map<string, MintedOrganisation>();
  const members = new Map<string, MintedMember>();
  const mintAll = async (of: OrganisationDescription, nodeRole: Role): Promise<void> => {
    const organisation = await mintOrganisation(of.mspId, nowMs, of.domain);
    organisations.set(of.mspId, organisation);
    const mint = async (name: string, role: Role, hosts?: readonly string[]) =>
      void members.set(`${of.mspId}/${name}`, await organisation.mint(name, role, hosts));
    for (const node of of.nodes) await mint(node.name, nodeRole, hostsOf(node));
    await mint('Admin', 'admin');
    for (const user of of.users) await mint(user, 'client');
  };
  for (const of of description.orderers) await mintAll(of, 'orderer');
  for (const of of description.organisations) await mintAll(of, 'peer');
  const channels = new Map(
    description.channels.map(({ name, organisations: mspIds, batch }) => [
      name,
      genesisBlock(
        {
          name,
          batch,
          members: description.organisations
            .filter(({ mspId }) => mspIds.includes(mspId))
            .map(({ mspId, nodes }) => ({
              msp: mspConfigOf(organisations.get(mspId)!),
              anchors: nodes.filter(({ isAnchor }) => isAnchor).map(({ endpoint }) => endpoint!),
            })),
          orderers: description.orderers.map(({ mspId, nodes }) => ({
            msp: mspConfigOf(organisations.get(mspId)!),
            endpoints: nodes.map(({ endpoint }) => endpoint!),
            tlsCertPems: nodes.map(({ name: of }) => members.get(`${mspId}/${of}`)!.tls.certPem),
          })),
        },
        nowMs,
      ),
    ]),
  );
  return { organisations, members, channels };
}

/**
 * Writes below `folder`: `organisations/<MSP ID>/{msp,ca,tlsca,members/<name>/{msp,tls}}` and
 * `channels/<name>.block`. @throws UserMistake if a part of it is there already
 */
export function writeNetwork(folder: string, network: MintedNetwork): void {
  for (const part of ['organisations', 'channels'])
    if (existsSync(join(folder, part)))
      throw new UserMistake(`${join(folder, part)} is there already; give a folder without it`);
  for (const organisation of network.organisations.values()) {
    const of = join(folder, 'organisations', organisation.mspId);
    writeVerifyingMsp(join(of, 'msp'), organisation);
    writeAuthorities(of, organisation);
  }
  for (const member of network.members.values())
    writeMember(memberFolder(folder, member), member, network.organisations.get(member.mspId)!);
  mkdirSync(join(folder, 'channels'), { recursive: true });
  for (const [name, block] of network.channels)
    writeFileSync(join(folder, 'channels', `${name}.block`), block);
}

/** Where a member's `msp` and `tls` are. */
export const memberFolder = (
  folder: string,
  { mspId, name }: { readonly mspId: string; readonly name: string },
): string => join(folder, 'organisations', mspId, 'members', name);

const hostsOf = ({ endpoint }: NodeDescription): readonly string[] => {
  const host = endpoint === undefined ? '' : endpointOf(endpoint).host;
  return host === '' ? LOOPBACK : [...new Set([...LOOPBACK, host])];
};
