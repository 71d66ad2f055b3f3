/** The block buffer and state transfer of a whole peer, as the module BlockTransfer tells them. */

import type { StateVector } from '../../../src/checker/model.js';
import { CHANNEL } from '../../../src/checker/models/channels.js';
import type { PeerStep } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import type { UnderWay } from '../../../src/checker/peers/view.js';
import { stateNameOf } from '../../../src/peer/run.js';
import { setOf, type TlaValue } from '../values.js';
import type { Mapped } from './mapping.js';
import { type StateMessage, stateMessageIn } from './transfer-messages.js';
import { ASKER, HONEST, LIAR, type TransferBounds, transferNetwork } from './transfer-network.js';

const NOTHING = { first: 0, last: 0, gap: 0, nonce: 0, sent: 0 };

/**
 * Left out: what the asker would push on, and whom it has asked last (no profile of Fabric looks at it).
 *
 * @param step in the place of the asker's own
 */
export function mapTransfer(bounds: TransferBounds, step?: PeerStep): Mapped {
  const { network, chain } = transferNetwork(bounds, step);
  const model = peerModel(network);
  const { view } = model;
  const { layout } = view;
  // Nonces of one peer are drawn as numbers in a row.
  const drawnBefore = view.localOf(model.initial[0]!, ASKER).nonces;
  let firstNonce: bigint | undefined;
  const nonceOf = (nonce: bigint): number => Number(nonce - firstNonce!) + 1;
  const read = ({ bytes }: UnderWay): StateMessage => stateMessageIn(bytes, chain);

  function ways(vector: StateVector, other: number): { to: TlaValue; from: TlaValue } {
    const all = view.underWayIn(vector[layout.pairOf(ASKER, other)]!);
    const requests = all
      .filter(({ to }) => to === other)
      .map(read)
      .map(requestOf);
    const answers = all
      .filter(({ to }) => to === ASKER)
      .map(read)
      .map(answerOf);
    return { to: requests, from: answers };
  }
  const requestOf = ({ nonce, first, last }: StateMessage): TlaValue => ({
    nonce: nonceOf(nonce),
    first,
    last,
  });
  const answerOf = ({ type, nonce, blocks }: StateMessage): TlaValue =>
    type === 'block'
      ? { type, nonce: 0, blocks }
      : { type: 'response', nonce: nonceOf(nonce), blocks };

  return {
    model,
    stateOf(vector) {
      const entryOf = (peer: number) => view.stateOf(vector, peer)!.channels.get(CHANNEL)!;
      const { buffer, window, height, transfer } = entryOf(ASKER);
      const { asked, instance, parked } = transfer;
      firstNonce ??= asked?.nonce;
      const phase = stateNameOf('transfer', instance);
      const pass = instance.entity;
      const range =
        phase === 'requesting'
          ? {
              first: Number(pass.from),
              last: Number(asked!.end),
              gap: Number(pass.to),
              nonce: nonceOf(asked!.nonce),
              sent: pass.sentCount,
            }
          : { ...NOTHING, gap: phase === 'storing' ? Number(pass.to) : 0 };
      const honest = ways(vector, HONEST);
      const liar = ways(vector, LIAR);
      const { server } = entryOf(HONEST).transfer;
      const waiting = [...(server.reading ? [server.reading.request] : []), ...server.queue];
      return {
        height: Number(height),
        handed: Number(buffer.committing[0]?.number ?? 0),
        buffer: setOf([...buffer.blocks.keys()].map(Number)),
        window: setOf([...window.keys()].map(Number)),
        phase,
        range,
        parked: parked.map(({ number }) => Number(number)),
        through: phase === 'storing' ? Number(pass.through) : 0,
        nonces: view.localOf(vector, ASKER).nonces - drawnBefore,
        toHonest: honest.to,
        fromHonest: honest.from,
        toLiar: liar.to,
        fromLiar: liar.from,
        queue: waiting.map(({ nonce, from, end }) => ({
          nonce: nonceOf(nonce),
          first: Number(from),
          last: Number(end),
        })),
        heard: setOf(
          (view.localOf(vector, LIAR).heard ?? []).map((bytes) =>
            requestOf(stateMessageIn(bytes, chain)),
          ),
        ),
        timers: vector[layout.timers + ASKER]!,
        losses: vector[layout.budgets.losses]!,
        lies: vector[layout.budgets.sayings]!,
      };
    },
  };
}
