/**
 * The channel port: what a channel's configuration says, read from a config block as Fabric writes it
 * (config.ts) or, for large simulations, from a symbolic one (symbolic.ts).
 */
import type { IdentityAuthority, MspId } from '../identity/port.js';
import type { Verdict } from '../verdict.js';

/** The policies that gossip asks a channel for; the last three an ordering service. */
export type ChannelPolicy =
  | '/Channel/Application/Readers'
  | '/Channel/Application/Writers'
  | '/Channel/Orderer/BlockValidation'
  | '/Channel/Readers'
  | '/Channel/Writers'
  | '/Channel/Orderer/Admins';

export interface ChannelOrganisation {
  readonly mspId: MspId;
  /** Anchor peers, host:port. */
  readonly anchors: readonly string[];
}

export interface OrdererEndpoint {
  /** host:port */
  readonly endpoint: string;
  /** The orderer organisation; empty for a global address. */
  readonly mspId: MspId;
  /** PEM certificates of the TLS roots and intermediates by which that orderer is to be known. */
  readonly tlsRootCerts: readonly Uint8Array[];
}

export interface ChannelConfig {
  readonly channel: string;
  /** Sequence of the configuration, raised by each update. */
  readonly sequence: bigint;
  /** Organisations of the application group: the members of the channel. */
  readonly organisations: readonly ChannelOrganisation[];
  readonly ordererEndpoints: readonly OrdererEndpoint[];
  /** `etcdraft`, `BFT`, … */
  readonly consensusType: string;
  /** The identities that the MSPs of this channel vouch for, and no others. */
  readonly authority: IdentityAuthority;
  /** The MSP IDs of this channel, those of orderer organisations included. */
  readonly vouchedFor: ReadonlySet<MspId>;
  /**
   * Whether these serialized identities, each of which has signed, satisfy a policy. Each counts once.
   * False for a policy that the channel does not have.
   */
  satisfies(policy: ChannelPolicy, identities: readonly Uint8Array[]): boolean;
  /** BFT only: the serialized identity of the consenter with this number. */
  consenter?(identifier: number): Uint8Array | undefined;
}

/** How a peer reads configurations. Pure; what is read from the same bytes is the same. */
export interface ChannelReader {
  /** The configuration in a serialized common.Block. Refuses what is no config block, or is not sound. */
  read(block: Uint8Array): Verdict<ChannelConfig>;
  /** Whom a peer trusts that has joined these channels: its own organisation's MSP first (IDENT-11 to IDENT-14). */
  authority(channels: readonly ChannelConfig[]): IdentityAuthority;
}
