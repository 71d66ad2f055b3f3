/**
 * The members of a channel, as its chapters use them.
 *
 * Implements spec/09-channel.md, CHAN-60 and CHAN-62.
 */
import { isAlive } from '../members.js';
import { rollOf } from '../roll.js';
import { type Run, report } from '../run.js';
import type { MemberEntry, PkiHex } from '../state.js';
import { derivedOf } from './derived.js';
import type { ChannelEntry } from './entry.js';
import type { StoredStateInfo } from './state-info-store.js';

export interface ChannelPeer {
  readonly pki: PkiHex;
  readonly member: MemberEntry;
  readonly stateInfo: StoredStateInfo;
}

/**
 * CHAN-60: live members with a known identity and a stored StateInfo that does not say that they left;
 * none if this peer has left.
 */
export function channelPeers(run: Run, entry: ChannelEntry): ChannelPeer[] {
  const peers: ChannelPeer[] = [];
  for (const member of run.state.living) {
    const stateInfo = stateInfoOfPeer(run, entry, member.pki);
    if (stateInfo !== undefined) peers.push({ pki: member.pki, member, stateInfo });
  }
  return peers;
}

/** Whether `pki` is among the channel peers, without making the list. */
export function isChannelPeer(run: Run, entry: ChannelEntry, pki: PkiHex): boolean {
  const member = run.state.members.get(pki);
  return member !== undefined && isAlive(member) && stateInfoOfPeer(run, entry, pki) !== undefined;
}

/** CHAN-62: the tick `channel-tracker`. */
export function trackPeers(run: Run, entry: ChannelEntry): void {
  const derived = derivedOf(entry);
  const { changes } = rollOf(run);
  const { stateInfoChanges, hasLeft } = entry;
  const { trackedAt: known } = derived;
  const isSame = known?.stateInfoChanges === stateInfoChanges && known.hasLeft === hasLeft;
  if (isSame && known.rollChanges === changes) return;
  derived.trackedAt = { rollChanges: changes, stateInfoChanges, hasLeft };
  const before = new Set(entry.trackedPeers);
  const now = channelPeers(run, entry).map(({ pki }) => pki);
  const came = now.filter((pki) => !before.delete(pki));
  const went = [...before];
  if (came.length === 0 && went.length === 0) return;
  entry.trackedPeers = now;
  report(run, { kind: 'channel-peers', channel: entry.name, known: now.length, came, went });
}

function stateInfoOfPeer(
  { state }: Run,
  { hasLeft, stateInfos }: ChannelEntry,
  pki: PkiHex,
): StoredStateInfo | undefined {
  if (hasLeft) return undefined;
  const stored = stateInfos.get(pki);
  const counts = stored !== undefined && !stored.hasLeft && state.identities.has(pki);
  return counts ? stored : undefined;
}
