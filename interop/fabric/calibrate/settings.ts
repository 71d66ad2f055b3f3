/** What both sides run with: Fabric's defaults, its waits shortened by one factor. */
import { type Key, keyTable } from '../../../src/adapters/settings/keys.js';
import { type Parameters, parameterTable } from '../../../src/peer/parameters.js';

/** Every wait below is so many times shorter than Fabric's default. */
export const FACTOR = 10;

/** Peers of the one organisation, and the channel that they share. */
export const PEERS = 8;
export const CHANNEL = 'ch1';
/** Those that everybody bootstraps from; the first is the anchor too. */
export const BOOTSTRAP = ['peer0', 'peer1'];

export const peerNames: readonly string[] = Array.from({ length: PEERS }, (_, i) => `peer${i}`);

/**
 * Waits that are shortened. Not among them: maxPropagationBurstLatency, which would come close to what
 * a busy machine adds by itself, and the time that a handshake or the ordering service may take.
 */
const SHORTENED: readonly Key[] = [
  'peer.gossip.aliveTimeInterval',
  'peer.gossip.aliveExpirationTimeout',
  'peer.gossip.reconnectInterval',
  'peer.gossip.publishCertPeriod',
  'peer.gossip.dialTimeout',
  'peer.gossip.pullInterval',
  'peer.gossip.digestWaitTime',
  'peer.gossip.requestWaitTime',
  'peer.gossip.responseWaitTime',
  'peer.gossip.requestStateInfoInterval',
  'peer.gossip.publishStateInfoInterval',
  'peer.gossip.election.startupGracePeriod',
  'peer.gossip.election.membershipSampleInterval',
  'peer.gossip.election.leaderAliveThreshold',
  'peer.gossip.election.leaderElectionDuration',
  'peer.gossip.state.checkInterval',
  'peer.gossip.state.responseTimeout',
];

/** Milliseconds by core.yaml key, as both sides run. */
export const waits: ReadonlyMap<Key, number> = new Map(
  SHORTENED.map((key) => {
    const { default: value } = keyTable.find((row) => row.key === key)!;
    return [key, (value as number) / FACTOR] as const;
  }),
);

export const waitOf = (key: Key): number => waits.get(key)!;

/** The same, by the simulator's names. */
export const parameters: Partial<Parameters> = Object.fromEntries(
  [...waits].map(([key, ms]) => [parameterTable.find((row) => row.fabricKey === key)!.name, ms]),
);
