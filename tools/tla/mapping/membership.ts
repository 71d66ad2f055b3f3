/** Members of an organisation and a forger among whole peers, as the module Membership tells them. */
import { bootstrapOf, meet } from '../../../src/checker/models/channels.js';
import { optionsOf, pkiIdOfName } from '../../../src/checker/models/parts.js';
import * as say from '../../../src/checker/models/sayings.js';
import type { Budget, PeerNetwork, Saying } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { isAlive } from '../../../src/peer/members.js';
import { decodeGossipMessage, decodeSignedMessage } from '../../../src/wire/envelope.js';
import { keyOf } from '../../../src/wire/hex.js';
import type { AliveMessage, Envelope, GossipMessage } from '../../../src/wire/message-types.js';
import { setOf, type TlaValue } from '../values.js';
import type { Mapped } from './mapping.js';

const HONEST = ['p1.A', 'p2.A'];
const FORGER = 'f.A';
const NAMES = [...HONEST, FORGER];
const PKIS = HONEST.map((name) => keyOf(pkiIdOfName(name)));
const numberOf = ({ membership }: AliveMessage): number =>
  PKIS.indexOf(keyOf(membership!.pkiId)) + 1;

/** What it has heard of others, in each form, and what it makes up. */
function sayings(heard: readonly Uint8Array[]): Saying[] {
  const forged = HONEST.map((author) => ({
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

const networkOf = (budget: Budget): PeerNetwork => ({
  name: 'alive messages',
  peers: optionsOf(NAMES).map((options, peer) => ({
    name: NAMES[peer]!,
    options: {
      ...options,
      bootstrap: bootstrapOf(NAMES, peer),
      parameters: { maxPropagationBurstSize: 1 },
    },
    ...(NAMES[peer] === FORGER && {
      villain: { keeps: (kind: string) => kind === 'aliveMsg', says: sayings },
    }),
  })),
  prologue(stage) {
    meet(stage, NAMES);
  },
  timers: (timer, peer) => peer !== FORGER && timer.startsWith('heartbeat/'),
  budget,
  properties: [],
});

/** Timestamps count from the initial state. Left out: identities, endpoints, links. */
export function mapMembership(budget: Budget): Mapped {
  const model = peerModel(networkOf(budget));
  const { view } = model;
  const { layout } = view;
  const initial = model.initial[0]!;
  const before = HONEST.map((_, peer) => view.stateOf(initial, peer)!.seqNum);
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
    const way: TlaValue[][][] = NAMES.map(() => NAMES.map(() => []));
    for (let pair = layout.pairs; pair < layout.commands; pair += 1)
      for (const { from, to, bytes } of view.underWayIn(vector[pair]!))
        way[from]![to]!.push(messageIn(bytes));
    return way;
  }

  return {
    model,
    stateOf(vector) {
      const states = HONEST.map((_, peer) => view.stateOf(vector, peer)!);
      /** A value for each two of them. */
      const each = (
        what: (state: (typeof states)[number], author: number, pki: string) => TlaValue,
      ) => states.map((state) => PKIS.map((pki, index) => what(state, index + 1, pki)));
      return {
        clock: states.map(({ seqNum }, index) => since(index + 1, seqNum)),
        status: each(({ members }, _, pki) => {
          const member = members.get(pki);
          return member === undefined ? 'unknown' : isAlive(member) ? 'alive' : 'dead';
        }),
        known: each(({ members }, author, pki) => {
          const member = members.get(pki);
          return member === undefined ? 0 : since(author, member.timestamp.seqNum);
        }),
        stored: each(({ aliveStore }, author, pki) => {
          const entry = aliveStore.get(pki);
          return entry === undefined ? 0 : since(author, entry.timestamp.seqNum);
        }),
        way: wayIn(vector),
        heard: setOf((view.localOf(vector, HONEST.length).heard ?? []).map(heardIn)),
        beats: HONEST.map((_, peer) => vector[layout.timers + peer]!),
        deaths: 0,
        expiries: 0,
        returns: 0,
        sayings: vector[layout.budgets.sayings]!,
      };
    },
  };
}
