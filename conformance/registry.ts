/** All cases, in the order of the specification's chapters. */
import { configurationCases } from './cases/channel/configuration.js';
import { leavingCases } from './cases/channel/leaving.js';
import { channelRobustnessCases } from './cases/channel/robustness.js';
import { snapshotCases } from './cases/channel/snapshot.js';
import { learnedSnapshotCases } from './cases/channel/snapshot-learned.js';
import { stateInfoCases } from './cases/channel/state-info.js';
import { ownStateInfoCases } from './cases/channel/state-info-own.js';
import { refusedStateInfoCases } from './cases/channel/state-info-refused.js';
import { deliveredCases } from './cases/delivery/blocks.js';
import { chainedCases } from './cases/delivery/chain.js';
import { reconnectionCases } from './cases/delivery/reconnection.js';
import { seekCases } from './cases/delivery/seek.js';
import { steadfastCases } from './cases/delivery/steadfast.js';
import { leadCases } from './cases/election/lead.js';
import { refusedModeCases } from './cases/election/refused.js';
import { rivalCases } from './cases/election/rivals.js';
import { unheardDeclarationCases } from './cases/election/unheard.js';
import { connectionFaultCases } from './cases/faults/connections.js';
import { linkFaultCases } from './cases/faults/links.js';
import { longFaultCases } from './cases/faults/long.js';
import { nodeFaultCases } from './cases/faults/nodes.js';
import { partitionCases } from './cases/faults/partition.js';
import { expiryCases } from './cases/identity/expiry.js';
import { judgedIdentityCases } from './cases/identity/judged.js';
import { ownIdentityCases } from './cases/identity/own.js';
import { identityPullCases } from './cases/identity/pull.js';
import { pulledIdentityCases } from './cases/identity/pulled.js';
import { expiredPullCases } from './cases/identity/pulled-expired.js';
import { senderCases } from './cases/identity/senders.js';
import { validationCodeCases } from './cases/ledger/codes.js';
import { commitCases } from './cases/ledger/commit.js';
import { writeCases } from './cases/ledger/writes.js';
import { attemptCases } from './cases/link/attempts.js';
import { dialledCases } from './cases/link/dialled.js';
import { diallerCases } from './cases/link/dialler.js';
import { handshakeCases } from './cases/link/handshake.js';
import { handshakeRefusedCases } from './cases/link/handshake-refused.js';
import { identityRefusedCases } from './cases/link/identity-refused.js';
import { openLinkCases } from './cases/link/open-link.js';
import { streamRefusedCases } from './cases/link/stream-refused.js';
import { withoutMeaningCases } from './cases/link/without-meaning.js';
import { alivePushCases } from './cases/membership/alive-push.js';
import { contactCases } from './cases/membership/contact.js';
import { disclosureCases } from './cases/membership/disclosure.js';
import { heartbeatCases } from './cases/membership/heartbeat.js';
import { livenessCases } from './cases/membership/liveness.js';
import { requestCases } from './cases/membership/request.js';
import { responseCases } from './cases/membership/response.js';
import { membershipRobustnessCases } from './cases/membership/robustness.js';
import { sharedEndpointCases } from './cases/membership/shared-endpoint.js';
import { networkCases } from './cases/network/channels.js';
import { networkMembershipCases } from './cases/network/membership.js';
import { mixedCases } from './cases/network/mixed.js';
import { reachCases } from './cases/network/reach.js';
import { topologyCases } from './cases/network/topology.js';
import { pullInitiatorCases } from './cases/pull/initiator.js';
import { pullUpdateCases } from './cases/pull/initiator-updates.js';
import { oneDigestCases } from './cases/pull/one-digest.js';
import { pullResponderCases } from './cases/pull/responder.js';
import { pullNonceCases } from './cases/pull/responder-nonces.js';
import { pullRoundCases } from './cases/pull/rounds.js';
import { sharedPullCases } from './cases/pull/shared-endpoint.js';
import { blockNumberCases } from './cases/push/block-numbers.js';
import { blockVerificationCases } from './cases/push/block-verification.js';
import { blockCases } from './cases/push/blocks.js';
import { bufferCases } from './cases/push/buffer.js';
import { drawCases } from './cases/push/draws.js';
import { fanoutCases } from './cases/push/fanout.js';
import { routingCases } from './cases/push/routing.js';
import { transferRequesterCases } from './cases/transfer/requester.js';
import { transferProgressCases } from './cases/transfer/requester-progress.js';
import { transferRetryCases } from './cases/transfer/requester-retries.js';
import { transferServerCases } from './cases/transfer/server.js';
import { encodingCases } from './cases/wire/encoding.js';
import { mergingCases } from './cases/wire/merging.js';
import { tagCases } from './cases/wire/tags.js';
import type { Case } from './harness/case.js';

export const CASES: readonly Case[] = [
  ...tagCases,
  ...encodingCases,
  ...mergingCases,
  ...ownIdentityCases,
  ...judgedIdentityCases,
  ...expiryCases,
  ...identityPullCases,
  ...senderCases,
  ...pulledIdentityCases,
  ...expiredPullCases,
  ...handshakeCases,
  ...handshakeRefusedCases,
  ...identityRefusedCases,
  ...streamRefusedCases,
  ...openLinkCases,
  ...diallerCases,
  ...dialledCases,
  ...attemptCases,
  ...withoutMeaningCases,
  ...requestCases,
  ...membershipRobustnessCases,
  ...responseCases,
  ...sharedEndpointCases,
  ...alivePushCases,
  ...heartbeatCases,
  ...livenessCases,
  ...contactCases,
  ...disclosureCases,
  ...routingCases,
  ...drawCases,
  ...pullResponderCases,
  ...pullNonceCases,
  ...pullInitiatorCases,
  ...pullUpdateCases,
  ...oneDigestCases,
  ...pullRoundCases,
  ...sharedPullCases,
  ...blockCases,
  ...blockNumberCases,
  ...bufferCases,
  ...blockVerificationCases,
  ...fanoutCases,
  ...stateInfoCases,
  ...refusedStateInfoCases,
  ...ownStateInfoCases,
  ...snapshotCases,
  ...learnedSnapshotCases,
  ...configurationCases,
  ...channelRobustnessCases,
  ...leavingCases,
  ...leadCases,
  ...refusedModeCases,
  ...rivalCases,
  ...unheardDeclarationCases,
  ...transferServerCases,
  ...transferRequesterCases,
  ...transferRetryCases,
  ...transferProgressCases,
  ...seekCases,
  ...deliveredCases,
  ...chainedCases,
  ...reconnectionCases,
  ...steadfastCases,
  ...commitCases,
  ...writeCases,
  ...validationCodeCases,
  ...networkCases,
  ...networkMembershipCases,
  ...mixedCases,
  ...topologyCases,
  ...reachCases,
  ...partitionCases,
  ...linkFaultCases,
  ...nodeFaultCases,
  ...longFaultCases,
  ...connectionFaultCases,
];
