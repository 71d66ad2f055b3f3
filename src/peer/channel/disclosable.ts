/**
 * Whose StateInfo other organisations may see: our members without an external endpoint stay hidden from them.
 *
 * Implements spec/09-channel.md, CHAN-53.
 */
import { orgOfEntry } from '../identities.js';
import { isForgotten } from '../members.js';
import { rollOf } from '../roll.js';
import type { Run } from '../run.js';
import type { IdentityEntry, MemberEntry, PkiHex } from '../state.js';
import { type UsesOf, usesOf } from '../uses.js';
import { derivedOf } from './derived.js';
import type { ChannelEntry } from './entry.js';
import type { StoredStateInfo } from './state-info-store.js';

/** The authors of a store, as the peer knows them, while neither changes: in the order of the store. */
export interface Disclosable {
  readonly changes: number;
  readonly rollChanges: number;
  readonly stored: readonly StoredStateInfo[];
  readonly identities: readonly (IdentityEntry | undefined)[];
  readonly members: readonly (MemberEntry | undefined)[];
  /** Of their identities. */
  readonly uses: UsesOf;
  /** Whether it was found out whom others may see: those who are in the last snapshot for them. */
  isJudged: boolean;
}

export function disclosableIn(run: Run, entry: ChannelEntry): Disclosable {
  const { state } = run;
  const derived = derivedOf(entry);
  const { disclosable: known } = derived;
  const { changes: rollChanges } = rollOf(run);
  if (known?.changes === entry.stateInfoChanges && known.rollChanges === rollChanges) return known;
  const stored = [...entry.stateInfos.values()];
  const identities = stored.map(({ author }) => state.identities.get(author));
  derived.disclosable = {
    changes: entry.stateInfoChanges,
    rollChanges,
    stored,
    identities,
    members: stored.map(({ author }) => state.members.get(author)),
    uses: usesOf(identities),
    isJudged: false,
  };
  return derived.disclosable;
}

/** CHAN-53 */
export function isDisclosed(
  run: Run,
  author: PkiHex,
  identity: IdentityEntry | undefined,
  member: MemberEntry | undefined,
): boolean {
  const { config, state } = run;
  if (orgOfEntry(run, author, identity) !== config.mspId) return true;
  if (author === config.pkiHex) return config.externalEndpoint !== '';
  const known = member === undefined || isForgotten(member) ? state.members.get(author) : member;
  return known !== undefined && known.endpoint !== '';
}
