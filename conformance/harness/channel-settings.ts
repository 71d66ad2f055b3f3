/** What nodes do in their channels unless a case says otherwise: short, and as little as possible. */
import type { ChannelSettings } from '../targets/target.js';

/** Nobody fetches blocks and nobody asks for them: what happens, a probe has caused. */
export const CHANNEL_SETTINGS: ChannelSettings = {
  leadership: 'none',
  maxBlockCountToStore: 10,
  startupGracePeriodMs: 2_000,
  membershipSampleIntervalMs: 200,
  leaderAliveThresholdMs: 1_600,
  leaderElectionDurationMs: 800,
  stateEnabled: false,
  checkIntervalMs: 1_000,
  responseTimeoutMs: 600,
  batchSize: 10,
  blockBufferSize: 20,
  maxRetries: 3,
  blockGossipEnabled: true,
  ordererConnTimeoutMs: 1_000,
  reconnectTotalTimeThresholdMs: 3_600_000,
};
