/** Periodic work on a channel, by tick. */
import type { ChannelTick } from '../../machines/ticker.machine.js';
import { sweepBlockWindow } from '../blocks/window.js';
import { sweepLeadership } from '../election/election.js';
import type { Parameters } from '../parameters.js';
import { startBlockRound } from '../pull/blocks.js';
import type { Run } from '../run.js';
import type { ChannelEntry } from './entry.js';
import { trackPeers } from './peers.js';
import { requestSnapshots } from './snapshot.js';
import { publishIfChanged } from './state-info.js';
import { sweepStateInfos } from './state-info-store.js';

/** The period of each kind of work, ms. */
export const channelPeriodsOf = (p: Parameters): Readonly<Record<ChannelTick, number>> => ({
  'state-info-publish': p.publishStateInfoInterval,
  'state-info-request': p.requestStateInfoInterval,
  'state-info-sweep': 5 * p.pullInterval,
  'channel-tracker': p.membershipTrackerInterval,
  'block-pull': p.pullInterval,
  'block-window-sweep': p.pullInterval,
  'leadership-sweep': Math.max(1, Math.floor(p.leaderAliveThreshold / 10)),
});

const performers: Readonly<Record<ChannelTick, (run: Run, entry: ChannelEntry) => void>> = {
  'state-info-publish': publishIfChanged,
  'state-info-request': requestSnapshots,
  'state-info-sweep': sweepStateInfos,
  'channel-tracker': trackPeers,
  'block-pull': startBlockRound,
  'block-window-sweep': sweepBlockWindow,
  'leadership-sweep': sweepLeadership,
};

export const performChannelTick = (run: Run, entry: ChannelEntry, tick: ChannelTick): void =>
  performers[tick](run, entry);
