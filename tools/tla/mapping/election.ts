/** The election of whole peers, as the module Election tells it. */
import type { StateVector } from '../../../src/checker/model.js';
import type { PeerNetwork } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { isIn, stateNameOf } from '../../../src/peer/run.js';
import { decodeSignedMessage } from '../../../src/wire/envelope.js';
import { setOf, type TlaValue } from '../values.js';
import type { Mapped } from './mapping.js';
import { rankOf } from './ranks.js';

const CHANNEL = 'ch1';

/**
 * Of each peer: what its election remembers, the newest message of each author, and whether it fetches. Left out:
 * in which order those were stored (ELEC-9), and all that is not of the election.
 */
export function mapElection(network: PeerNetwork): Mapped {
  const model = peerModel(network);
  const { view } = model;
  const { layout } = view;
  const { peers, pkis, placeOf } = rankOf(network);

  function wayIn(vector: StateVector): TlaValue {
    const way: TlaValue[][][] = peers.map(() => peers.map(() => []));
    for (let pair = layout.pairs; pair < layout.commands; pair += 1)
      for (const { from, to, bytes } of view.underWayIn(vector[pair]!))
        way[placeOf(from)]![placeOf(to)]!.push(leadershipIn(bytes));
    return way;
  }

  return {
    model,
    stateOf(vector) {
      const entries = peers.map((peer) => view.stateOf(vector, peer)!.channels.get(CHANNEL)!);
      const elections = entries.map(({ election }) => election);
      const fetching = entries.flatMap(({ delivery }, index) =>
        isIn('delivery', delivery.instance, 'idle') ? [] : [index + 1],
      );
      return {
        phase: elections.map(({ instance }) => stateNameOf('election', instance)),
        declared: elections.map(({ instance }) => instance.entity.hasDeclaration),
        outbid: elections.map(({ instance }) => instance.entity.hasLowerProposal),
        fetching: setOf(fetching),
        count: elections.map(({ seqNum }) => Number(seqNum)),
        stored: elections.map(({ heard }) =>
          pkis.map((pki) => Number(heard.get(pki)?.timestamp.seqNum ?? 0)),
        ),
        way: wayIn(vector),
        timers: peers.map((peer) => vector[layout.timers + peer]!),
        losses: vector[layout.budgets.losses]!,
        duplicates: vector[layout.budgets.duplicates]!,
      };
    },
  };
}

/** @throws RangeError if something else is under way */
function leadershipIn(bytes: Uint8Array): TlaValue {
  const decoded = decodeSignedMessage(bytes);
  const content = decoded.verdict === 'accept' ? decoded.value.message.content : undefined;
  if (content?.case !== 'leadershipMsg')
    throw new RangeError(`under way: expected leadership messages, got ${content?.case}`);
  const { timestamp, isDeclaration } = content.value;
  return { seq: Number(timestamp?.seqNum ?? 0), declares: isDeclaration };
}
