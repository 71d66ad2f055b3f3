/** How fast the peers of `fabric-gossip network` live: keys of core.yaml below `peer.gossip`. */

export type Timings = 'fast' | 'fabric';

/** So that a leader is elected, missed, replaced and healed in seconds. */
const FAST = {
  aliveTimeInterval: '500ms',
  aliveExpirationTimeout: '2500ms',
  reconnectInterval: '1s',
  dialTimeout: '1s',
  pullInterval: '1s',
  digestWaitTime: '250ms',
  requestWaitTime: '400ms',
  responseWaitTime: '500ms',
  publishStateInfoInterval: '500ms',
  requestStateInfoInterval: '500ms',
  election: {
    startupGracePeriod: '2s',
    membershipSampleInterval: '300ms',
    leaderAliveThreshold: '2s',
    leaderElectionDuration: '1s',
  },
  state: { enabled: true, checkInterval: '1s', responseTimeout: '1s' },
};

export const TIMINGS: Readonly<
  Record<Timings, { readonly gossip: object; readonly stepMsMax: number }>
> = {
  fast: { gossip: FAST, stepMsMax: 30_000 },
  /** Fabric's defaults. State transfer is off in Fabric's core.yaml; a peer that was away needs it. */
  fabric: { gossip: { state: { enabled: true } }, stepMsMax: 180_000 },
};
