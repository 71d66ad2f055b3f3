/** All mutants of the reference, in the order of the specification's chapters. */
import type { Mutant, Replacement } from './mutant.js';
import { attemptMutants } from './mutants/attempts.js';
import { channelMutants } from './mutants/channel.js';
import { channelLeavingMutants } from './mutants/channel-leaving.js';
import { channelMessageMutants } from './mutants/channel-messages.js';
import { ownStateInfoMutants } from './mutants/channel-own-state-info.js';
import { channelSnapshotMutants } from './mutants/channel-snapshots.js';
import { channelStateInfoMutants } from './mutants/channel-state-info.js';
import { deliveryMutants } from './mutants/delivery.js';
import { deliveredBlockMutants } from './mutants/delivery-blocks.js';
import { electionMutants } from './mutants/election.js';
import { electionRivalMutants } from './mutants/election-rivals.js';
import { electionRoundMutants } from './mutants/election-rounds.js';
import { faultLeaderMutants } from './mutants/faults-leaders.js';
import { faultLinkMutants } from './mutants/faults-links.js';
import { faultPartitionMutants } from './mutants/faults-partition.js';
import { identityMutants } from './mutants/identity.js';
import { identityStoreMutants } from './mutants/identity-store.js';
import { ledgerMutants } from './mutants/ledger.js';
import { ledgerCodeMutants } from './mutants/ledger-codes.js';
import { ledgerStoreMutants } from './mutants/ledger-store.js';
import { linkMutants } from './mutants/link.js';
import { linkLifeMutants } from './mutants/link-life.js';
import { membershipMutants } from './mutants/membership.js';
import { membershipExchangeMutants } from './mutants/membership-exchange.js';
import { membershipLivenessMutants } from './mutants/membership-liveness.js';
import { ownAliveMutants } from './mutants/membership-own.js';
import { membershipResponseMutants } from './mutants/membership-responses.js';
import { networkMutants } from './mutants/network.js';
import { pullMutants } from './mutants/pull.js';
import { pullAnswerMutants } from './mutants/pull-answers.js';
import { pullBlockMutants } from './mutants/pull-blocks.js';
import { pullIdentityMutants } from './mutants/pull-identities.js';
import { pullMemberMutants } from './mutants/pull-members.js';
import { pushMutants } from './mutants/push.js';
import { pushBlockMutants } from './mutants/push-blocks.js';
import { pushChannelMutants } from './mutants/push-channel.js';
import { transferMutants } from './mutants/transfer.js';
import { transferAnswerMutants } from './mutants/transfer-answers.js';
import { transferBufferMutants } from './mutants/transfer-buffer.js';
import { transferServerMutants } from './mutants/transfer-server.js';
import { wireBlockMutants } from './mutants/wire-blocks.js';
import { wireEncodingMutants } from './mutants/wire-encoding.js';
import { wireMergingMutants } from './mutants/wire-merging.js';
import { wireSignatureMutants } from './mutants/wire-signatures.js';
import { VARIANTS } from './variants.js';

export const MUTANTS: readonly Mutant[] = [
  ...wireEncodingMutants,
  ...wireMergingMutants,
  ...wireSignatureMutants,
  ...wireBlockMutants,
  ...identityMutants,
  ...identityStoreMutants,
  ...linkMutants,
  ...linkLifeMutants,
  ...ownAliveMutants,
  ...membershipMutants,
  ...membershipExchangeMutants,
  ...membershipResponseMutants,
  ...membershipLivenessMutants,
  ...pushMutants,
  ...pushBlockMutants,
  ...pushChannelMutants,
  ...pullMutants,
  ...pullAnswerMutants,
  ...pullIdentityMutants,
  ...pullBlockMutants,
  ...pullMemberMutants,
  ...attemptMutants,
  ...channelMutants,
  ...channelMessageMutants,
  ...ownStateInfoMutants,
  ...channelStateInfoMutants,
  ...channelSnapshotMutants,
  ...channelLeavingMutants,
  ...electionMutants,
  ...electionRivalMutants,
  ...electionRoundMutants,
  ...deliveryMutants,
  ...deliveredBlockMutants,
  ...transferMutants,
  ...transferAnswerMutants,
  ...transferServerMutants,
  ...ledgerMutants,
  ...ledgerCodeMutants,
  ...ledgerStoreMutants,
  ...transferBufferMutants,
  ...faultLinkMutants,
  ...faultPartitionMutants,
  ...faultLeaderMutants,
  ...networkMutants,
];

/** What a loader may have to put in place. @throws RangeError if there is nothing of this id. */
export const replacementNamed = (id: string): Replacement =>
  VARIANTS.find((variant) => variant.id === id) ?? mutantNamed(id);

/** Ids of what a loader has put in place in this process. */
export const installed = new Set<string>();

const byId = new Map(MUTANTS.map((mutant) => [mutant.id, mutant]));

/** @throws RangeError if there is none of this id. */
export function mutantNamed(id: string): Mutant {
  const found = byId.get(id);
  if (!found) throw new RangeError(`there is no mutant ${id}`);
  return found;
}
