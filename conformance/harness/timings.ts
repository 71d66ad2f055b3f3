/**
 * The intervals that the suite gives to a target, and the deadlines that follow from them. No case
 * knows a number of seconds: it names a window. `deadline = k × interval + slack`, times the scale,
 * never above the ceiling.
 */
import type { Timings } from '../targets/target.js';

export type AllTimings = Required<Timings>;

/** Short enough for a run within a minute, long enough that a loaded machine keeps five beats of slack. */
export const WIRE_TIMINGS: AllTimings = {
  aliveTimeIntervalMs: 300,
  aliveExpirationTimeoutMs: 1_500,
  reconnectIntervalMs: 1_500,
  maxConnectionAttempts: 120,
  msgExpirationFactor: 20,
  publishCertPeriodMs: 10_000,
  pullIntervalMs: 500,
  digestWaitTimeMs: 100,
  requestWaitTimeMs: 150,
  responseWaitTimeMs: 200,
  dialTimeoutMs: 1_000,
  connTimeoutMs: 1_000,
  publishStateInfoIntervalMs: 500,
  requestStateInfoIntervalMs: 500,
};

export interface Window {
  readonly interval?: keyof AllTimings;
  readonly times?: number;
  readonly slackMs: number;
  readonly ceilingMs: number;
}

/** Every wait of the suite, by name. */
export const WINDOWS = {
  /** An answer or a relay that is due at once. */
  reaction: { slackMs: 3_000, ceilingMs: 30_000 },
  /** The same after megabytes have been read. */
  bulk: { slackMs: 20_000, ceilingMs: 120_000 },
  heartbeat: { interval: 'aliveTimeIntervalMs', times: 2, slackMs: 3_000, ceilingMs: 60_000 },
  handshakeTimeout: { interval: 'connTimeoutMs', times: 1, slackMs: 2_000, ceilingMs: 30_000 },
  /** Silence until death, the sweep after it, and the end of the stream. */
  death: { interval: 'aliveExpirationTimeoutMs', times: 1.2, slackMs: 3_000, ceilingMs: 120_000 },
  /** An entry of the alive message store, at the factors that cases use. */
  expiry: { interval: 'aliveExpirationTimeoutMs', times: 4, slackMs: 4_000, ceilingMs: 120_000 },
  /** The same, and the entry's second such time, after which nobody remembers it. */
  oblivion: { interval: 'aliveExpirationTimeoutMs', times: 6, slackMs: 6_000, ceilingMs: 120_000 },
  reconnection: { interval: 'reconnectIntervalMs', times: 2, slackMs: 4_000, ceilingMs: 120_000 },
  /** membershipResponseWait, which no configuration shortens, and reconnectInterval. */
  retry: { interval: 'reconnectIntervalMs', times: 1, slackMs: 5_000 + 4_000, ceilingMs: 120_000 },
  synchronisation: { interval: 'pullIntervalMs', times: 3, slackMs: 3_000, ceilingMs: 60_000 },
  /** A hello, or what follows it, of a target that pulls. */
  pullRound: { interval: 'pullIntervalMs', times: 2, slackMs: 3_000, ceilingMs: 60_000 },
  /** A pass of state transfer, at the suite's checkInterval and responseTimeout. */
  antiEntropy: { slackMs: 8_000, ceilingMs: 60_000 },
  /** Streams to the ordering service, some failures and their pauses between. */
  delivery: { slackMs: 15_000, ceilingMs: 60_000 },
  /** A round of election after a round of following, at the suite's settings. */
  election: { slackMs: 10_000, ceilingMs: 60_000 },
  /** Until a leader gives way, and until it stands again. */
  yield: { slackMs: 20_000, ceilingMs: 90_000 },
  /** The same among more than three members, of whom three are drawn for each round. */
  identityRound: { interval: 'pullIntervalMs', times: 8, slackMs: 3_000, ceilingMs: 90_000 },
  /** Blocks and leaders in a network of several nodes, elections included. */
  network: { slackMs: 30_000, ceilingMs: 120_000 },
  /** After a heal: reconnection, elections, and the blocks that were missed. */
  convergence: {
    interval: 'reconnectIntervalMs',
    times: 4,
    slackMs: 30_000,
    ceilingMs: 180_000,
  },
  snapshotRequest: {
    interval: 'requestStateInfoIntervalMs',
    times: 3,
    slackMs: 3_000,
    ceilingMs: 60_000,
  },
  /** A target that dials: connect, Ping, handshake. */
  dial: { interval: 'dialTimeoutMs', times: 2, slackMs: 3_000, ceilingMs: 60_000 },
} as const satisfies Record<string, Window>;
export type WindowName = keyof typeof WINDOWS;

export function deadlineMs(name: WindowName, timings: AllTimings, scale: number): number {
  const window: Window = WINDOWS[name];
  const intervalMs = window.interval ? timings[window.interval] * (window.times ?? 1) : 0;
  return Math.min((intervalMs + window.slackMs) * scale, window.ceilingMs);
}

/** How long "nothing happens" is watched: many times the emitter's 10 ms, and more than one beat. */
export const quietMs = (timings: AllTimings, scale: number): number =>
  Math.min(Math.max(2 * timings.aliveTimeIntervalMs, 500) * scale, 10_000);
