/**
 * Members of one organisation that fall silent, crash, return and are spoken of by a forger who has credentials
 * of its own (spec/05-membership.md).
 */
import { isAlive } from '../../peer/members.js';
import type { MemberEntry, PeerState } from '../../peer/state.js';
import { isNewer, type Timestamp } from '../../rules/alive-message.js';
import type { contentKindOf } from '../../wire/envelope.js';
import { fromHex, keyOf, sameBytes } from '../../wire/hex.js';
import type { Budget, NetworkProperty, PeerNetwork, Saying, Seen } from '../peers/network.js';
import { bootstrapOf, meet } from './channels.js';
import { holdsOf, marked, markOf } from './marks.js';
import { crypto, optionsOf, pkiIdOfName } from './parts.js';
import { alive, heardMessage, membershipRequest, membershipResponse } from './sayings.js';

const FORGER = 'f.A';

/** Whose identity it is, if anybody's; known apart from what a peer has stored. */
const nameOf = (names: readonly string[], pki: string): string | undefined =>
  names.find((name) => keyOf(pkiIdOfName(name)) === pki);

/** MEMB-I3: judged with the key of the name, not with what the peer has stored. */
function isKeptTrue(names: readonly string[], { pki, alive: kept }: MemberEntry): boolean {
  const name = nameOf(names, pki);
  const { content } = kept.message;
  if (name === undefined || content.case !== 'aliveMsg') return false;
  const { publicKey } = crypto.signerOf(name);
  return (
    sameBytes(content.value.membership?.pkiId ?? new Uint8Array(), fromHex(pki)) &&
    crypto.verify(publicKey, kept.envelope.payload, kept.envelope.signature)
  );
}

const MARKS = ['older', 'unproved', 'unnoticed', 'resurrected', 'refused', 'forgotten'] as const;
const mark = markOf(MARKS);

/** What a step shows that no state shows. */
function marksOf({ before, after, input }: Seen): number {
  const isSweep = input.type === 'timer.fired' && input.timer.includes('member-sweep');
  const said =
    input.type === 'envelope.received' ? heardMessage(input.message as Uint8Array) : undefined;
  const told = said?.message.content;
  let marks = 0;
  for (const [pki, was] of before.members) {
    const is = after.members.get(pki);
    if (is === undefined) {
      marks |= mark('forgotten');
      continue;
    }
    if (isNewer(was.timestamp, is.timestamp)) marks |= mark('older');
    if (!isAlive(was) && isAlive(is))
      marks |= isNewer(is.timestamp, was.timestamp) ? mark('resurrected') : mark('unproved');
    const author = told?.case === 'aliveMsg' ? told.value.membership : undefined;
    if (author !== undefined && keyOf(author.pkiId) === pki && !isAlive(was) && !isAlive(is))
      marks |= mark('refused');
  }
  if (isSweep && after.living.some(({ lastSeenMs }) => after.startedMs - lastSeenMs > SILENT_MS))
    marks |= mark('unnoticed');
  return marks;
}

/** MEMB-P2; the instant of a life stands still (CHEK-21), so an age is seen from the start of it. */
const SILENT_MS = 25_000;

const about: Readonly<
  Record<(typeof MARKS)[number], readonly [string, 'always' | 'sometimes', string]>
> = {
  older: ['MEMB-I2', 'always', 'the timestamp of a known member never becomes older'],
  unproved: ['alive-by-newer', 'always', 'the dead come alive by a newer alive message alone'],
  unnoticed: [
    'MEMB-I6',
    'always',
    'after a sweep, no member is alive that has been silent for too long',
  ],
  resurrected: ['MEMB-I7', 'sometimes', 'a dead member is resurrected by a newer alive message'],
  refused: ['replay-refused', 'sometimes', 'an alive message of a dead member leaves it dead'],
  forgotten: ['forgotten', 'sometimes', 'a member is forgotten as its record expires'],
};

function propertiesOf(names: readonly string[]): NetworkProperty[] {
  const own = names.map((name) => keyOf(pkiIdOfName(name)));
  const each = (
    id: string,
    says: string,
    isBroken: (state: PeerState, peer: number) => boolean,
  ): NetworkProperty => ({
    id,
    kind: 'always',
    about: says,
    factOf: (state, peer) => (state !== undefined && isBroken(state, peer) ? 1 : 0),
    holds: holdsOf('always'),
  });
  return [
    each('MEMB-I1', 'nobody is a member of its own membership', ({ members }, peer) =>
      members.has(own[peer]!),
    ),
    each('MEMB-I3', 'the alive message kept of a member is signed by that one', ({ members }) =>
      [...members.values()].some((member) => !isKeptTrue(names, member)),
    ),
    ...MARKS.map((name) => marked(mark(name), ...about[name])),
  ];
}

/** CHEK-34: what it has heard again, and what it never heard. */
function sayings(names: readonly string[], heard: readonly Uint8Array[]): Saying[] {
  const others = names.filter((name) => name !== FORGER);
  const forged = others.map((author) => {
    const signed = alive({ author, signer: FORGER }, `forged.${author}:7051`);
    return { about: `alive of ${author}, forged`, bytes: signed.bytes };
  });
  const again = heard.flatMap((bytes): Saying[] => {
    const old = heardMessage(bytes);
    const { content } = old.message;
    if (content.case !== 'aliveMsg') return [];
    const timestamp = content.value.timestamp as Timestamp | undefined;
    const author = nameOf(names, keyOf(content.value.membership!.pkiId));
    if (author === FORGER) return [];
    const what = `alive ${timestamp?.seqNum} of ${author}`;
    return [
      { about: `${what}, again`, bytes },
      { about: `${what}, again, as news`, bytes: membershipResponse({ alive: [old] }).bytes },
      { about: `${what}, as of the dead`, bytes: membershipResponse({ dead: [old] }).bytes },
      { about: `${what}, as its own`, bytes: membershipRequest(old).bytes },
    ];
  });
  return [...forged, ...again];
}

/** Timers that fire: of heartbeat, sweeps and reconnection. */
const ALL_TIMERS = /^(heartbeat|reconnection|ticker\/member-sweep|ticker\/alive-store-sweep)\//;
/** Where peers crash, of the heartbeat alone, or there are too many states. */
const FEW_TIMERS = /^heartbeat\//;

const OF_AGES: ReadonlySet<string> = new Set(['MEMB-I6', 'forgotten']);

/** Two peers and a forger. */
export function membership(budget: Budget): PeerNetwork {
  const names = ['p1.A', 'p2.A', FORGER];
  const crashes = (budget.crashes ?? 0) > 0;
  return {
    name: crashes ? 'membership-with-crash' : 'membership',
    peers: optionsOf(names).map((options, peer) => ({
      name: names[peer]!,
      options: {
        ...options,
        bootstrap: bootstrapOf(names, peer),
        // Everything is pushed at once: no timer stands between a message and its way.
        parameters: { maxPropagationBurstSize: 1 },
      },
      ...(names[peer] === FORGER && {
        villain: {
          keeps: (kind: string) => kind === KEPT,
          says: (heard: readonly Uint8Array[]) => sayings(names, heard),
        },
      }),
    })),
    prologue(stage) {
      meet(stage, names);
    },
    timers: (timer, peer) => peer !== FORGER && (crashes ? FEW_TIMERS : ALL_TIMERS).test(timer),
    ages: ['silence', 'alive-store'],
    marks: marksOf,
    budget,
    // Where nothing gets older, nobody is silent for too long, and no record expires.
    properties: propertiesOf(names).filter(({ id }) => !crashes || !OF_AGES.has(id)),
  };
}

const KEPT: ReturnType<typeof contentKindOf> = 'aliveMsg';
