/** A pull of blocks among whole peers, as the module Pull tells it. */
import {
  bootstrapOf,
  CHANNEL,
  chainOf,
  joinAll,
  meet,
} from '../../../src/checker/models/channels.js';
import { authorityOf, optionsOf } from '../../../src/checker/models/parts.js';
import type { Budget, PeerNetwork } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { isIn, stateNameOf } from '../../../src/peer/run.js';
import { createSymbolicChannelReader } from '../../../src/wire/channel/symbolic.js';
import { setOf, type TlaValue } from '../values.js';
import type { Mapped } from './mapping.js';
import { pullMessageIn } from './pull-messages.js';

const NAMES = ['p1.A', 'p2.A', 'p3.A'];
const INITIATOR = 0;
const RESPONDERS = [1, 2];

/** One peer lacks the blocks; the others have them of the ordering service, before they know whom to push to. */
export function pullNetwork(blocks: number, budget: Budget): PeerNetwork {
  const chain = chainOf(['A'], blocks);
  return {
    name: 'pull of blocks',
    peers: optionsOf(NAMES).map((options, peer) => ({
      name: NAMES[peer]!,
      options: {
        ...options,
        channelReader: createSymbolicChannelReader(authorityOf(NAMES), 'A'),
        leadership: peer === INITIATOR ? 'none' : 'static',
        stateTransfer: false,
        bootstrap: bootstrapOf(NAMES, peer),
        parameters: { maxPropagationBurstSize: 1 },
      },
    })),
    prologue(stage) {
      meet(stage, NAMES);
      joinAll(stage, chain, new Map(NAMES.map((name) => [name, 1])));
    },
    ordering: { chains: new Map([[CHANNEL, chain.blocks]]) },
    timers: (timer, peer) =>
      peer === NAMES[INITIATOR]
        ? timer.startsWith('ticker/block-pull') || timer.startsWith('pull-initiator/block')
        : timer.startsWith('pull-responder/block'),
    budget,
    properties: [],
  };
}

/** Owners are left out of a round that has asked: nothing depends on them any more. */
export function mapPull(network: PeerNetwork, blocks: number): Mapped {
  const model = peerModel(network);
  const { view } = model;
  const { layout } = view;
  const rounds = new Map<bigint, number>();
  const roundOf = (nonce: bigint): number => rounds.get(nonce)!;
  const numbers = Array.from({ length: blocks }, (_, index) => index + 1);

  /** Under way between the initiator and each responder. */
  function ways(vector: Int32Array, isOut: boolean): TlaValue {
    return RESPONDERS.map((responder) =>
      view
        .underWayIn(vector[layout.pairOf(INITIATOR, responder)]!)
        .filter(({ to }) => (to === responder) === isOut)
        .map(({ bytes }) => pullMessageIn(bytes, roundOf)),
    );
  }

  return {
    model,
    stateOf(vector) {
      const entryOf = (peer: number) => view.stateOf(vector, peer)!.channels.get(CHANNEL)!;
      const { pull, window, height } = entryOf(INITIATOR);
      // A nonce is seen outstanding before it is seen anywhere else.
      for (const [nonce, round] of pull.outstanding) rounds.set(nonce, round);
      const drawn = Array.from({ length: pull.roundCount }, (_, index) => index + 1);
      const ownersIn = (round: number): TlaValue => {
        const known = pull.rounds.get(round);
        const isAsking =
          known !== undefined && isIn('pull-initiator', known.instance, 'collectingDigests');
        return numbers.map((number) => {
          const owners = isAsking ? (known.owners.get(`${number}`) ?? []) : [];
          return setOf(
            owners.map((greeted) => RESPONDERS.findIndex((r) => greeted.includes(NAMES[r]!)) + 1),
          );
        });
      };
      return {
        rounds: pull.roundCount,
        phase: drawn.map((round) => {
          const known = pull.rounds.get(round);
          const name = known && stateNameOf('pull-initiator', known.instance);
          return name === 'collectingDigests'
            ? 'digests'
            : name === undefined
              ? 'ended'
              : 'updates';
        }),
        owners: drawn.map(ownersIn),
        window: setOf([...window.keys()].map(Number)),
        held: setOf([...pull.items.keys()].map(Number)),
        committed: Number(height) - 1,
        valid: RESPONDERS.map((responder) =>
          setOf([...entryOf(responder).pull.nonces.keys()].map(roundOf)),
        ),
        out: ways(vector, true),
        back: ways(vector, false),
        timers: vector[layout.timers + INITIATOR]!,
        // Each peer has one number of timers for all that it fires; a responder fires fewer.
        expiries: RESPONDERS.map((responder) => vector[layout.timers + responder]!),
        losses: vector[layout.budgets.losses]!,
      };
    },
  };
}
