/**
 * Configurations without certificates, for simulations and models. The block, its channel header and its
 * hashes are real; what it configures is a short text.
 *
 * Implements the channel port (port.ts) as spec/09-channel.md does for real configurations, with fixed
 * policies: a member of an organisation of the channel reads and writes, one of its orderers validates.
 */
import { sameBytes } from '../hex.js';
import type { IdentityAuthority, MspId } from '../identity/port.js';
import { symbolicIdentityBytes } from '../identity/symbolic.js';
import { accept, ignore, reject, type Verdict } from '../verdict.js';
import { configFrameOf } from './config-block.js';
import type { ChannelConfig, ChannelPolicy, ChannelReader } from './port.js';

export interface SymbolicOrderer {
  readonly mspId: MspId;
  /** Names its identity, as symbolicIdentityBytes does. */
  readonly name: string;
  /** host:port */
  readonly endpoint: string;
}

/** What stands in a symbolic config block, as JSON. */
export interface SymbolicConfig {
  readonly sequence: number;
  readonly organisations: readonly { readonly mspId: MspId; readonly anchors: readonly string[] }[];
  readonly orderers: readonly SymbolicOrderer[];
}

const utf8 = new TextEncoder();
const text = new TextDecoder('utf-8', { fatal: true });

export const encodeSymbolicConfig = (config: SymbolicConfig): Uint8Array =>
  utf8.encode(JSON.stringify(config));

/**
 * Reads symbolic configurations.
 * @param world the identities of everybody: a channel vouches for those of its organisations
 * @param mspId the organisation of the peer that reads: trusted also without a channel
 */
export function createSymbolicChannelReader(world: IdentityAuthority, mspId: MspId): ChannelReader {
  return {
    read: (block) => readSymbolic(block, world),
    authority(channels) {
      const organisations = new Set([mspId]);
      for (const channel of channels)
        for (const organisation of channel.vouchedFor) organisations.add(organisation);
      return within(world, organisations);
    },
  };
}

function readSymbolic(block: Uint8Array, world: IdentityAuthority): Verdict<ChannelConfig> {
  const frame = configFrameOf(block);
  if (frame.verdict !== 'accept') return frame;
  const { channel, content } = frame.value;
  const config = decodeSymbolicConfig(content);
  if (config === undefined) return reject('CHAN-2', 'not a symbolic configuration');
  const { sequence, organisations, orderers } = config;
  const vouchedFor = new Set([...organisations, ...orderers].map(({ mspId }) => mspId));
  const authority = within(world, vouchedFor);
  const members = within(world, new Set(organisations.map(({ mspId }) => mspId)));
  const orderingIdentities = orderers.map(({ mspId, name }) => symbolicIdentityBytes(mspId, name));
  const isMember = (identity: Uint8Array) => members.resolve(identity).verdict === 'accept';
  const isOrderer = (identity: Uint8Array) =>
    orderingIdentities.some((orderer) => sameBytes(orderer, identity));
  const satisfying: Readonly<Record<ChannelPolicy, (identity: Uint8Array) => boolean>> = {
    '/Channel/Application/Readers': isMember,
    '/Channel/Application/Writers': isMember,
    '/Channel/Readers': (identity) => isMember(identity) || isOrderer(identity),
    '/Channel/Writers': (identity) => isMember(identity) || isOrderer(identity),
    '/Channel/Orderer/BlockValidation': isOrderer,
    '/Channel/Orderer/Admins': isOrderer,
  };
  return accept({
    channel,
    sequence: BigInt(sequence),
    organisations,
    ordererEndpoints: orderers.map(({ endpoint, mspId }) => ({
      endpoint,
      mspId,
      tlsRootCerts: [],
    })),
    consensusType: 'symbolic',
    vouchedFor,
    authority,
    satisfies: (policy, identities) => identities.some(satisfying[policy]),
  });
}

/** Those identities of `world` that are of one of the organisations. */
const within = (
  world: IdentityAuthority,
  organisations: ReadonlySet<MspId>,
): IdentityAuthority => ({
  resolve(identity) {
    const resolved = world.resolve(identity);
    if (resolved.verdict !== 'accept' || organisations.has(resolved.value.mspId)) return resolved;
    return ignore('IDENT-11', `no MSP is called ${resolved.value.mspId}`);
  },
  mspIdOf(identity) {
    const mspId = world.mspIdOf(identity);
    return mspId !== undefined && organisations.has(mspId) ? mspId : undefined;
  },
});

function decodeSymbolicConfig(content: Uint8Array): SymbolicConfig | undefined {
  try {
    const config = JSON.parse(text.decode(content)) as SymbolicConfig;
    return isConfig(config) ? config : undefined;
  } catch {
    return undefined; // neither UTF-8 nor JSON
  }
}

const isConfig = (config: Partial<SymbolicConfig> | null): boolean =>
  Number.isSafeInteger(config?.sequence) &&
  Array.isArray(config?.organisations) &&
  config.organisations.every((o) => isText(o?.mspId) && o.anchors?.every(isText)) &&
  Array.isArray(config.orderers) &&
  config.orderers.every((o) => isText(o?.mspId) && isText(o.name) && isText(o.endpoint));

const isText = (value: unknown): boolean => typeof value === 'string';
