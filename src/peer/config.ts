/** What a peer is given: who it is, whom it trusts, where it lives, how long it waits. */
import { isEndpoint } from '../rules/contact.js';
import type { ChannelReader } from '../wire/channel/port.js';
import type { Crypto, Signer } from '../wire/crypto/port.js';
import { keyOf } from '../wire/hex.js';
import type { IdentityAuthority, MspId } from '../wire/identity/port.js';
import { pkiIdOf } from '../wire/pki-id.js';
import { defaults, type Parameters } from './parameters.js';
import type { PkiHex } from './state.js';

/** Profiles of the specification (spec/00-conventions.md). */
export type Profile = 'fabric-2.5' | 'fabric-3.1' | 'hardened';

/** peer.gossip.useLeaderElection, peer.gossip.orgLeader, or neither. */
export type Leadership = 'election' | 'static' | 'none';

export interface Anchor {
  /** host:port */
  readonly endpoint: string;
  readonly mspId: MspId;
}

export interface PeerOptions {
  readonly profile?: Profile;
  /** Own serialized identity. */
  readonly identity: Uint8Array;
  readonly signer: Signer;
  readonly crypto: Crypto;
  readonly authority: IdentityAuthority;
  /** Internal endpoint, host:port. */
  readonly endpoint: string;
  /** Endpoint for other organisations; empty to stay hidden from them. */
  readonly externalEndpoint?: string;
  readonly bootstrap?: readonly string[];
  readonly anchors?: readonly Anchor[];
  /** Whether links run over TLS, so that handshakes are bound to certificates. Default true. */
  readonly tls?: boolean;
  /** Whether the peer reports what it decides (PeerEffect `report`). Default true. */
  readonly reports?: boolean;
  /** Machines whose steps it reports where it reports nothing else. Default: none. */
  readonly reportsOf?: ReadonlySet<string> | undefined;
  /** Whether the host keeps timers by reference (io.ts, TIMER). Default false. */
  readonly timersByReference?: boolean;
  /** How channel configurations are read; left out: the peer joins no channel. */
  readonly channelReader?: ChannelReader | undefined;
  /** Who fetches blocks from the ordering service: who is elected, this peer always, or never. Default `none`. */
  readonly leadership?: Leadership;
  /** Whether missing blocks are asked for (peer.gossip.state.enabled). Default false. */
  readonly stateTransfer?: boolean;
  /** Whether a leader pushes the blocks that it fetches (peer.deliveryclient.blockGossipEnabled). Default true. */
  readonly blockGossip?: boolean;
  /** peer.gossip.nonBlockingCommitMode. Default false. */
  readonly nonBlockingCommit?: boolean;
  /**
   * Blocks that are handed to the ledger together at most, as one commit (XFER-44). Several are worth it
   * where a commit waits for a disk. Default 1.
   */
  readonly commitsTogether?: number;
  /**
   * SHA-256 of the DER of the TLS certificate presented to the ordering service; left out: none is presented
   * (peer.tls.clientAuthRequired).
   */
  readonly deliverTlsHash?: Uint8Array | undefined;
  readonly parameters?: Partial<Parameters>;
}

export interface PeerConfig extends Required<Omit<PeerOptions, 'parameters'>> {
  readonly parameters: Parameters;
  readonly pkiId: Uint8Array;
  readonly pkiHex: PkiHex;
  readonly mspId: MspId;
}

/**
 * Completes the options with defaults.
 * @throws RangeError if an endpoint or a parameter is out of range, or the identity does not resolve (MEMB-45).
 */
export function peerConfig(options: PeerOptions): PeerConfig {
  if (!isEndpoint(options.endpoint))
    throw new RangeError(
      `endpoint: expected host:port with a port from 0 to 65535, got "${options.endpoint}"`,
    );
  const parameters = { ...defaults, ...options.parameters };
  for (const [name, value] of Object.entries(parameters))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`${name}: expected a positive integer, got ${value}`);
  const own = options.authority.resolve(options.identity);
  if (own.verdict !== 'accept')
    throw new RangeError(`identity: the local MSP refuses it (${own.clause}: ${own.reason})`);
  const pkiId = pkiIdOf(options.crypto, options.identity)!;
  return {
    profile: 'fabric-3.1',
    externalEndpoint: '',
    bootstrap: [],
    anchors: [],
    tls: true,
    reports: true,
    reportsOf: undefined,
    timersByReference: false,
    channelReader: undefined,
    leadership: 'none',
    stateTransfer: false,
    blockGossip: true,
    nonBlockingCommit: false,
    commitsTogether: 1,
    deliverTlsHash: undefined,
    ...options,
    parameters,
    pkiId,
    pkiHex: keyOf(pkiId),
    mspId: own.value.mspId,
  };
}
