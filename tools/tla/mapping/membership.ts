/** Members of an organisation and a forger among whole peers, as the module Membership tells them. */
import { bootstrapOf, meet } from '../../../src/checker/models/channels.js';
import { optionsOf, pkiIdOfName } from '../../../src/checker/models/parts.js';
import * as say from '../../../src/checker/models/sayings.js';
import type { Budget, PeerNetwork, PeerStep, Saying } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { isAlive } from '../../../src/peer/members.js';
import { isIn } from '../../../src/peer/run.js';
import type { PeerState } from '../../../src/peer/state.js';
import { decodeGossipMessage, decodeSignedMessage } from '../../../src/wire/envelope.js';
import { keyOf } from '../../../src/wire/hex.js';
import type { AliveMessage, Envelope, GossipMessage } from '../../../src/wire/message-types.js';
import { setOf, type TlaValue } from '../values.js';
import type { Mapped } from './mapping.js';

const FORGER = 'f.A';

/** What it has heard of others, in each form, and what it makes up. */
function sayings(honest: readonly string[], heard: readonly Uint8Array[]): Saying[] {
  const forged = honest.map((author) => ({
    about: `alive of ${author}, forged`,
    bytes: say.alive({ author, signer: FORGER }, `forged.${author}:7051`).bytes,
  }));
  const again = heard.flatMap((bytes): Saying[] => {
    const old = say.heardMessage(bytes);
    return [
      { about: 'again', bytes },
      { about: 'again, as news', bytes: say.membershipResponse({ alive: [old] }).bytes },
      { about: 'again, as of the dead', bytes: say.membershipResponse({ dead: [old] }).bytes },
      { about: 'again, as its own', bytes: say.membershipRequest(old).bytes },
    ];
  });
  return [...forged, ...again];
}

const networkOf = (
  names: readonly string[],
  speakers: readonly string[],
  budget: Budget,
  step: PeerStep | undefined,
): PeerNetwork => ({
  name: 'alive messages',
  peers: optionsOf(names).map((options, peer) => ({
    name: names[peer]!,
    options: {
      ...options,
      bootstrap: bootstrapOf(names, peer),
      parameters: { maxPropagationBurstSize: 1 },
    },
    ...(step !== undefined && names[peer] !== FORGER && { step }),
    ...(names[peer] === FORGER && {
      villain: {
        keeps: (kind: string) => kind === 'aliveMsg',
        says: (heard: readonly Uint8Array[]) => sayings(names.slice(0, -1), heard),
      },
    }),
  })),
  prologue(stage) {
    meet(stage, names);
  },
  timers: (timer, peer) => speakers.includes(peer) && timer.startsWith('heartbeat/'),
  budget,
  properties: [],
});

/** What a peer has of a link to a member. */
function linkTo({ links, linkOf, diallingTo }: PeerState, _: number, pki: string): TlaValue {
  const { dialler } = links.get(linkOf.get(pki) ?? '') ?? {};
  if (dialler !== undefined && isIn('link-dialler', dialler, 'severed')) return 'severed';
  if (linkOf.has(pki)) return 'up';
  return diallingTo.has(pki) ? 'dialling' : 'none';
}

/**
 * Timestamps count from the initial state. Left out: identities, endpoints, handshakes.
 *
 * @param size members beside the forger, of which the last `speaking` have heartbeats
 * @param step in the place of the members' own
 */
export function mapMembership(
  size: number,
  speaking: number,
  budget: Budget,
  step?: PeerStep,
): Mapped {
  const honest = Array.from({ length: size }, (_, at) => `p${at + 1}.A`);
  const names = [...honest, FORGER];
  const pkis = honest.map((name) => keyOf(pkiIdOfName(name)));
  const numberOf = ({ membership }: AliveMessage): number =>
    pkis.indexOf(keyOf(membership!.pkiId)) + 1;
  const model = peerModel(networkOf(names, honest.slice(-speaking), budget, step));
  const { view } = model;
  const { layout } = view;
  const initial = model.initial[0]!;
  const before = honest.map((_, peer) => view.stateOf(initial, peer)!.seqNum);
  const since = (author: number, seqNum: bigint): number => Number(seqNum - before[author - 1]!);

  function aliveIn(message: GossipMessage, form: string): TlaValue {
    if (message.content.case !== 'aliveMsg')
      throw new RangeError(`expected an alive message, got ${message.content.case}`);
    const author = numberOf(message.content.value);
    const { incNum, seqNum } = message.content.value.timestamp!;
    return incNum === say.LATER
      ? { form: 'forged', author, time: 0 }
      : { form, author, time: since(author, seqNum) };
  }
  const inside = (envelope: Envelope | undefined, form: string): TlaValue => {
    const decoded = decodeGossipMessage(envelope!.payload);
    if (decoded.verdict !== 'accept') throw new RangeError(`element: ${decoded.reason}`);
    return aliveIn(decoded.value, form);
  };
  function messageIn(bytes: Uint8Array): TlaValue {
    const decoded = decodeSignedMessage(bytes);
    if (decoded.verdict !== 'accept') throw new RangeError(`under way: ${decoded.reason}`);
    const { message } = decoded.value;
    switch (message.content.case) {
      case 'memReq':
        return inside(message.content.value.selfInformation, 'self');
      case 'memRes': {
        const { alive, dead } = message.content.value;
        return alive.length > 0 ? inside(alive[0], 'alive') : inside(dead[0], 'dead');
      }
      default:
        return aliveIn(message, 'push');
    }
  }
  const heardIn = (bytes: Uint8Array): TlaValue => {
    const { author, time } = messageIn(bytes) as { author: number; time: number };
    return { author, time };
  };
  function wayIn(vector: Int32Array): TlaValue {
    const way: TlaValue[][][] = names.map(() => names.map(() => []));
    for (let pair = layout.pairs; pair < layout.commands; pair += 1)
      for (const { from, to, bytes } of view.underWayIn(vector[pair]!))
        way[from]![to]!.push(messageIn(bytes));
    return way;
  }

  return {
    model,
    stateOf(vector) {
      const states = honest.map((_, peer) => view.stateOf(vector, peer));
      /** A value for each two of them. */
      const each = (
        what: (state: PeerState, author: number, pki: string) => TlaValue,
        /** Of who does not run. */
        none: TlaValue,
      ) =>
        states.map((state) =>
          pkis.map((pki, index) => (state === undefined ? none : what(state, index + 1, pki))),
        );
      const beats = honest.map((_, peer) =>
        peer < size - speaking ? 0 : vector[layout.timers + peer]!,
      );
      return {
        // Who does not run has said as much as its timers have fired.
        clock: states.map((state, index) =>
          state !== undefined
            ? since(index + 1, state.seqNum)
            : index < size - speaking
              ? 0
              : budget.timers - beats[index]!,
        ),
        status: each(({ members }, _, pki) => {
          const member = members.get(pki);
          return member === undefined ? 'unknown' : isAlive(member) ? 'alive' : 'dead';
        }, 'unknown'),
        known: each(({ members }, author, pki) => {
          const member = members.get(pki);
          return member === undefined ? 0 : since(author, member.timestamp.seqNum);
        }, 0),
        stored: each(({ aliveStore }, author, pki) => {
          const entry = aliveStore.get(pki);
          return entry === undefined ? 0 : since(author, entry.timestamp.seqNum);
        }, 0),
        way: wayIn(vector),
        up: states.map((state) => state !== undefined),
        link: each(linkTo, 'none'),
        heard: setOf((view.localOf(vector, honest.length).heard ?? []).map(heardIn)),
        beats,
        deaths: 0,
        expiries: 0,
        crashes: vector[layout.budgets.crashes]!,
        returns: 0,
        sayings: vector[layout.budgets.sayings]!,
      };
    },
  };
}
