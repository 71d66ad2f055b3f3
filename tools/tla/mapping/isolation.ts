/** A channel among whole peers, one of them of another organisation, as the module Isolation tells it. */
import { chainOf, joining, meetOn } from '../../../src/checker/models/channels.js';
import {
  authorityOf,
  endpointOf,
  optionsOf,
  organisationOf,
  pkiIdOfName,
} from '../../../src/checker/models/parts.js';
import * as say from '../../../src/checker/models/sayings.js';
import type { PeerNetwork, PeerStep, Saying } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { isIn } from '../../../src/peer/run.js';
import { createSymbolicChannelReader } from '../../../src/wire/channel/symbolic.js';
import { decodeGossipMessage, decodeSignedMessage } from '../../../src/wire/envelope.js';
import { keyOf } from '../../../src/wire/hex.js';
import type { GossipMessage } from '../../../src/wire/message-types.js';
import type { TlaValue } from '../values.js';
import type { Mapped } from './mapping.js';

const CHANNEL = 'channel-of-a-and-b';
/** In which all are, so that all trust one another. */
const SHARED = 'channel-of-all';
const MEMBERS = ['p1.A', 'p2.B', 'p3.A'];
const SPY = 'spy.C';

/** The constants of the module. */
export interface IsolationBounds {
  /** 2 or 3. */
  readonly M: number;
  readonly Publishers: number;
  readonly Askers: number;
  readonly Late: number;
  readonly Timers: number;
  readonly Losses: number;
  readonly Sayings: number;
}

function sayings(block: Uint8Array): Saying[] {
  const own = { author: SPY, signer: SPY };
  const said = (about: string, { bytes }: { readonly bytes: Uint8Array }): Saying => ({
    about,
    bytes,
  });
  return [
    said('ask', say.stateInfoRequest(SPY, CHANNEL)),
    said('own info', say.stateInfo(own, CHANNEL, 9n)),
    said('forged info', say.stateInfo({ author: MEMBERS[0]!, signer: SPY }, CHANNEL, 9n)),
    said('block', say.block(CHANNEL, 1n, block)),
  ];
}

function networkOf(
  names: readonly string[],
  bounds: IsolationBounds,
  step: PeerStep | undefined,
): PeerNetwork {
  const { M, Publishers, Askers, Late, Timers, Losses, Sayings } = bounds;
  const publishers = names.slice(0, Publishers);
  const askers = names.slice(M - Askers, M);
  const chain = chainOf(['A', 'B'], 1, CHANNEL);
  const shared = chainOf(['A', 'B', 'C'], 0, SHARED);
  const authority = authorityOf(names);
  return {
    name: 'isolation of a channel',
    peers: optionsOf(names).map((options, peer) => ({
      name: names[peer]!,
      options: {
        ...options,
        channelReader: createSymbolicChannelReader(authority, organisationOf(names[peer]!)),
        stateTransfer: false,
        anchors: names.slice(0, peer).map((name) => ({
          endpoint: `ext.${endpointOf(name)}`,
          mspId: organisationOf(name),
        })),
        parameters: { maxPropagationBurstSize: 1 },
      },
      ...(step !== undefined && names[peer] !== SPY && { step }),
      ...(peer === 0 && { commands: [{ type: 'channel.leave', channel: CHANNEL } as const] }),
      ...(names[peer] === SPY && {
        villain: { keeps: () => false, says: () => sayings(chain.blocks[1]!) },
      }),
    })),
    prologue(stage) {
      meetOn(shared, stage, names);
      const early = names.slice(0, M - Late);
      for (const name of early) stage.feed(name, joining(chain, 1));
      stage.settle();
      if (Late === 0) return;
      for (const name of early) stage.fire(name, `state-info-publish/${CHANNEL}`);
      stage.settle();
      for (const name of names.slice(M - Late, M)) stage.feed(name, joining(chain, 1));
      stage.settle();
    },
    timers: (timer, peer) =>
      (publishers.includes(peer) && timer.startsWith(`ticker/state-info-publish/${CHANNEL}`)) ||
      (askers.includes(peer) && timer.startsWith(`ticker/state-info-request/${CHANNEL}`)),
    budget: { timers: Timers, losses: Losses, sayings: Sayings },
    properties: [],
  };
}

/**
 * Left out: the shared channel, and all that is not StateInfo.
 *
 * @param step in the place of the members' own
 */
export function mapIsolation(bounds: IsolationBounds, step?: PeerStep): Mapped {
  const members = MEMBERS.slice(0, bounds.M);
  const names = [...members, SPY];
  const model = peerModel(networkOf(names, bounds, step));
  const { view } = model;
  const { layout } = view;
  const numbers = new Map(members.map((name, index) => [keyOf(pkiIdOfName(name)), index + 1]));

  /** A StateInfo in a word: whose it is, and whether it says that the author left. */
  const toldIn = ({ content }: GossipMessage): readonly [number, number] => {
    if (content.case !== 'stateInfo')
      throw new RangeError(`expected StateInfo, got ${content.case}`);
    const { pkiId, properties } = content.value;
    return [numbers.get(keyOf(pkiId)) ?? 0, properties?.leftChannel ? 2 : 1];
  };
  const elementIn = (payload: Uint8Array): readonly [number, number] => {
    const decoded = decodeGossipMessage(payload);
    if (decoded.verdict !== 'accept') throw new RangeError(`snapshot: ${decoded.reason}`);
    return toldIn(decoded.value);
  };

  function messageIn(bytes: Uint8Array, from: number): TlaValue {
    const decoded = decodeSignedMessage(bytes);
    if (decoded.verdict !== 'accept') throw new RangeError(`under way: ${decoded.reason}`);
    const { message } = decoded.value;
    const isSpy = from === members.length;
    switch (message.content.case) {
      case 'stateInfoPullReq':
        return { type: 'ask' };
      case 'stateInfo': {
        const [author, version] = toldIn(message);
        if (isSpy) return { type: author === 0 ? 'own info' : 'forged info' };
        return { type: 'info', author, version };
      }
      case 'stateSnapshot': {
        const infos = message.content.value.elements.map(({ payload }) => elementIn(payload));
        return { type: 'snapshot', infos: { '#map': infos } };
      }
      case 'dataMsg':
        return { type: 'block' };
      default:
        throw new RangeError(
          `under way: expected messages of a channel, got ${message.content.case}`,
        );
    }
  }

  function wayIn(vector: Int32Array): TlaValue {
    const way: TlaValue[][][] = names.map(() => names.map(() => []));
    for (let pair = layout.pairs; pair < layout.commands; pair += 1)
      // What the spy hears is of no consequence: it is under way until it is taken.
      for (const { from, to, bytes } of view.underWayIn(vector[pair]!))
        way[from]![to]!.push(messageIn(bytes, from));
    return way;
  }

  return {
    model,
    stateOf(vector) {
      const entries = members.map((_, peer) => view.stateOf(vector, peer)!.channels.get(CHANNEL)!);
      return {
        version: entries.map(({ hasLeft }) => (hasLeft ? 2 : 1)),
        published: entries.map(({ publisher }) =>
          isIn('state-info-publisher', publisher, 'published'),
        ),
        stored: entries.map(({ stateInfos }) =>
          [...numbers.keys()].map((pki) => {
            const kept = stateInfos.get(pki);
            return kept === undefined ? 0 : toldIn(kept.signed.message)[1];
          }),
        ),
        way: wayIn(vector),
        mayLeave: vector[layout.commands] !== 0,
        timers: members.map((_, peer) => vector[layout.timers + peer]!),
        losses: vector[layout.budgets.losses]!,
        sayings: vector[layout.budgets.sayings]!,
      };
    },
  };
}
