/**
 * Configurations of channels as Fabric writes them: from a config block to what gossip asks of it.
 *
 * Implements the channel port (port.ts) and spec/09-channel.md, CHAN-1 to CHAN-9, CHAN-63, CHAN-65 to CHAN-67, CHAN-69, CHAN-72.
 */
import type { Crypto } from '../crypto/port.js';
import { toHex } from '../hex.js';
import { createAuthority } from '../identity/authority.js';
import type { Msp } from '../identity/msp.js';
import type { MspId } from '../identity/port.js';
import { encodeSerializedIdentity } from '../serialized-identity.js';
import { accept, type Refusal, reject, type Verdict } from '../verdict.js';
import { judgeBatches } from './batches.js';
import { judgeAddresses, judgeCapabilities, judgeHashing } from './capabilities.js';
import { configFrameOf } from './config-block.js';
import { type ConfigTree, configTreeOf, type Tell } from './groups.js';
import {
  authorityOf,
  type ChannelMsp,
  createMspReader,
  createMspSet,
  createSignatories,
  type MspReader,
  type Signatory,
} from './msps.js';
import { ordererEndpointsOf } from './orderer-endpoints.js';
import { policiesIn } from './policy-tree.js';
import type { ChannelConfig, ChannelOrganisation, ChannelReader } from './port.js';

export interface ChannelReaderOptions {
  readonly crypto: Crypto;
  /** The MSP of the peer's own organisation, as on its disk. */
  readonly localMsp: Msp;
}

export function createChannelReader({ crypto, localMsp }: ChannelReaderOptions): ChannelReader {
  const readMsp = createMspReader(crypto);
  const mspsOf = new WeakMap<ChannelConfig, readonly Msp[]>();
  return {
    read(block) {
      const read = readConfig(block, crypto, readMsp);
      if (read.verdict !== 'accept') return read;
      const { config, msps } = read.value;
      mspsOf.set(config, msps);
      return accept(config);
    },
    authority(channels) {
      // Channels with the same organisations have the very same MSPs.
      const channelMsps = [...new Set(channels.flatMap((channel) => mspsOf.get(channel) ?? []))];
      return createAuthority({ localMsp, channelMsps });
    },
  };
}

function readConfig(
  block: Uint8Array,
  crypto: Crypto,
  readMsp: MspReader,
): Verdict<{ config: ChannelConfig; msps: readonly Msp[] }> {
  const frame = configFrameOf(block);
  if (frame.verdict !== 'accept') return frame;
  let flaw: Refusal | undefined;
  const tell: Tell = (clause, reason) => {
    flaw ??= reject(clause, reason);
  };
  const tree = configTreeOf(frame.value.content, tell);
  if (tree === undefined) return flaw!;
  const capabilities = judgeCapabilities(tree, tell);
  const { isV3 } = capabilities;
  judgeAddresses(tree, capabilities, tell);
  judgeHashing(tree, tell);
  judgeBatches(tree, tell);
  const set = createMspSet(readMsp, isV3, tell);
  const organisations = tree.applicationOrgs.flatMap(({ name, values }) => {
    const found = set.add(name, values.MSP);
    const anchors = values.AnchorPeers?.anchorPeers ?? [];
    return found === undefined ? [] : [organisationOf(found.config.mspId, anchors)];
  });
  const ordererOrgs = tree.ordererOrgs.flatMap(({ name, values }) => {
    const msp = set.add(name, values.MSP);
    return msp === undefined ? [] : [{ msp, addresses: values.Endpoints?.addresses ?? [] }];
  });
  const policies = policiesIn(tree.root, crypto, tell);
  if (flaw !== undefined) return flaw;
  const { msps } = set;
  const signatoryOf = createSignatories(msps);
  const config: ChannelConfig = {
    channel: frame.value.channel,
    sequence: tree.sequence,
    organisations,
    ordererEndpoints: ordererEndpointsOf(
      ordererOrgs,
      tree.channel.OrdererAddresses?.addresses ?? [],
    ),
    consensusType: tree.orderer.ConsensusType?.type ?? '',
    authority: authorityOf(msps, signatoryOf),
    vouchedFor: new Set(msps.keys()),
    satisfies: (policy, identities) =>
      policies.get(policy)?.(distinct(identities, signatoryOf)) ?? false,
    ...(isV3 && { consenter: consentersOf(tree) }),
  };
  return accept({ config, msps: [...msps.values()].map(({ msp }: ChannelMsp) => msp) });
}

/** CHAN-65: anchors without host or port are none. */
function organisationOf(
  mspId: MspId,
  anchors: readonly { readonly host: string; readonly port: number }[],
): ChannelOrganisation {
  const usable = anchors.filter(({ host, port }) => host !== '' && port > 0 && port < 65_536);
  return { mspId, anchors: usable.map(({ host, port }) => `${bracketed(host)}:${port}`) };
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** CHAN-63: those whom an MSP recognises, each once. */
function distinct(
  identities: readonly Uint8Array[],
  signatoryOf: (identity: Uint8Array) => Signatory | Refusal,
): readonly Signatory[] {
  const found: Signatory[] = [];
  const seen = new Set<string>();
  for (const identity of identities) {
    const signatory = signatoryOf(identity);
    if (!('member' in signatory)) continue;
    const { member, candidate } = signatory;
    const name = `${member.config.mspId} ${toHex(candidate.certificate.der)}`;
    if (seen.has(name)) continue;
    seen.add(name);
    found.push(signatory);
  }
  return found;
}

/** CHAN-67: the orderers that sign by number. */
function consentersOf({ orderer }: ConfigTree): (identifier: number) => Uint8Array | undefined {
  const identities = new Map(
    (orderer.Orderers?.consenterMapping ?? []).map(({ id, mspId, identity }) => [
      id,
      encodeSerializedIdentity(mspId, identity),
    ]),
  );
  return (identifier) => identities.get(identifier);
}
