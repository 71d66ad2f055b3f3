/** What is judged of members: by what a peer keeps of them, and by what a step does to that (spec/05-membership.md). */
import { isAlive } from '../../peer/members.js';
import type { MemberEntry, PeerState } from '../../peer/state.js';
import { isNewer } from '../../rules/alive-message.js';
import { openEnvelope } from '../../wire/envelope.js';
import { fromHex, keyOf, sameBytes } from '../../wire/hex.js';
import type { NetworkProperty, Seen } from '../peers/network.js';
import { holdsOf, marked, markOf } from './marks.js';
import { crypto, pkiIdOfName } from './parts.js';
import { heardMessage } from './sayings.js';

/** Whose identity it is, if anybody's; known apart from what a peer has stored. */
export const nameOf = (names: readonly string[], pki: string): string | undefined =>
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

export const MARKS = [
  'older',
  'unproved',
  'unnoticed',
  'resurrected',
  'refused',
  'forgotten',
] as const;
const mark = markOf(MARKS);

/** What a step shows that no state shows. */
export function marksOf({ before, after, input }: Seen): number {
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

/**
 * The same, but that what is pushed and known is not looked at: a replay that is refused is one that a membership
 * response brings.
 */
export function ofResponses(seen: Seen): number {
  const { before, after, input } = seen;
  const marks = marksOf(seen) & ~mark('refused');
  if (input.type !== 'envelope.received') return marks;
  const { content } = heardMessage(input.message as Uint8Array).message;
  if (content.case !== 'memRes') return marks;
  const isRefused = [...content.value.alive, ...content.value.dead].some((envelope) => {
    const element = openEnvelope(envelope);
    const told = element.verdict === 'accept' ? element.value.message.content : undefined;
    const author = told?.case === 'aliveMsg' ? keyOf(told.value.membership!.pkiId) : '';
    const [was, is] = [before.members.get(author), after.members.get(author)];
    return was !== undefined && is !== undefined && !isAlive(was) && !isAlive(is);
  });
  return isRefused ? marks | mark('refused') : marks;
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

export function propertiesOf(names: readonly string[]): NetworkProperty[] {
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
