/**
 * The asking side of pull: rounds, digests, requests.
 *
 * Implements spec/07-pull.md, rules startRound, recordOwners and sendRequests: PULL-1 to PULL-9.
 */
import type { PullInitiatorEffect } from '../../machines/pull-initiator.machine.js';
import { pullDigest, pullProfileOf, pullWant } from '../../rules/pull.js';
import type { DataDigest } from '../../wire/message-types.js';
import { ignore, reject } from '../../wire/verdict.js';
import { sendToMember } from '../links.js';
import { isAlive, preferredEndpointOf } from '../members.js';
import { type Origin, refuse } from '../refuse.js';
import { livingAt, rollOf } from '../roll.js';
import { feed, instanceOf, isIn, type Run } from '../run.js';
import type { MemberEntry, PkiHex } from '../state.js';
import { exhaust, isExhausted, keysOf } from './digests.js';
import {
  type Greeted,
  holdItem,
  type OfEngine,
  type PullEngine,
  type PullRound,
  roundKeyOf,
} from './engine.js';
import { type Pull, pullMessage } from './kind.js';

/** rule startRound: PULL-1, PULL-2, PULL-10. No round without somebody to greet. */
export function startRound(run: Run, pull: Pull): void {
  const { engine } = pull;
  const { parameters } = run.config;
  const roll = rollOf(run);
  const greets = pull.greets?.(roll);
  const numbers = run.choose.sample(roll.numbers, parameters.pullPeerNum, greets);
  if (numbers.length === 0) return;
  engine.roundCount += 1;
  const number = engine.roundCount;
  const round: PullRound = {
    instance: instanceOf({
      digestWaitTimeMs: parameters.digestWaitTime,
      responseWaitTimeMs: parameters.responseWaitTime,
    }),
    greeted: new Map(),
    nonceOf: new Map(),
    owners: new Map(),
  };
  for (const drawn of numbers) {
    const nonce = run.choose.nonce();
    // PULL-2, PULL-10: a nonce that is outstanding, or one too many, greets nobody.
    if (engine.outstanding.has(nonce) || engine.outstanding.size >= parameters.pullNoncesMax)
      continue;
    const greeted = greetedAs(run, roll.members[drawn]!);
    engine.outstanding.set(nonce, number);
    round.greeted.set(nonce, greeted);
    round.nonceOf.set(greeted, nonce);
  }
  if (round.greeted.size === 0) return;
  engine.rounds.set(number, round);
  const owner: OfEngine<number> = { engine, id: number };
  feed(run, 'pull-initiator', roundKeyOf(engine, number), round.instance, ROUND_DUE, owner);
}

const ROUND_DUE = { type: 'round.due' } as const;

/** By what a greeted member is found again (PULL-8, PULL-11). */
const greetedAs = (run: Run, member: MemberEntry): Greeted =>
  run.config.profile === 'hardened' ? member.pki : preferredEndpointOf(member);

/** PULL-8, PULL-11: the members that are found under a name now. */
function found(run: Run, pull: Pull, name: Greeted): readonly MemberEntry[] {
  const members = run.config.profile === 'hardened' ? livingNamed(run, name) : livingAt(run, name);
  const { mayGreet } = pull;
  return mayGreet === undefined ? members : members.filter((member) => mayGreet(member));
}

function livingNamed({ state }: Run, pki: PkiHex): MemberEntry[] {
  const member = state.members.get(pki);
  return member !== undefined && isAlive(member) ? [member] : [];
}

const NO_METADATA = new Uint8Array();

function sendHellos(run: Run, pull: Pull, { greeted }: PullRound): void {
  // All before anything is sent: a send may end a link, and with it a member.
  const members = [...greeted.values()].map((name) => found(run, pull, name));
  let index = 0;
  for (const nonce of greeted.keys()) {
    const hello = pullMessage(pull, 'hello', {
      $typeName: 'gossip.GossipHello',
      nonce,
      metadata: NO_METADATA,
      msgType: pull.msgType,
    });
    for (const member of members[index]!) sendToMember(run, member, hello);
    index += 1;
  }
}

/** The round that drew a nonce, if it is under way. */
export const roundOf = (engine: PullEngine, nonce: bigint): PullRound | undefined =>
  engine.rounds.get(engine.outstanding.get(nonce) ?? -1);

/** What the rules ask about the nonce of a digest or an update. */
export function nonceFacts(run: Run, round: PullRound | undefined, nonce: bigint, origin: Origin) {
  const isCollectingDigests =
    round !== undefined && isIn('pull-initiator', round.instance, 'collectingDigests');
  return {
    profile: pullProfileOf(run.config.profile),
    nonce: round === undefined ? 'unknown' : 'outstanding',
    sender: round?.greeted.get(nonce) === origin.sender ? 'greeted' : 'other',
    phase: isCollectingDigests ? 'digests' : 'updates',
  } as const;
}

/** PULL-4 */
export function receiveDigest(run: Run, pull: Pull, digest: DataDigest, origin: Origin): void {
  const { nonce, digests } = digest;
  const round = roundOf(pull.engine, nonce);
  const { verdict, clause } = pullDigest(nonceFacts(run, round, nonce, origin));
  if (verdict === 'reject')
    return refuse(run, origin, reject(clause, 'a digest of a peer that was not greeted'));
  if (verdict === 'ignore')
    return refuse(run, origin, ignore(clause, 'a digest that nobody waits for'));
  const { engine } = pull;
  const id = engine.outstanding.get(nonce)!;
  const owner: OfEngine<number> = { engine, id };
  const event = { type: 'digest.received', nonce, digests } as const;
  feed(run, 'pull-initiator', roundKeyOf(engine, id), round!.instance, event, owner);
}

/** rule recordOwners: PULL-5, PULL-6 */
function recordOwners(
  run: Run,
  pull: Pull,
  round: PullRound,
  nonce: bigint,
  digests: readonly Uint8Array[],
): void {
  const { pullItemsMax } = run.config.parameters;
  const { engine } = pull;
  if (isExhausted(engine, digests)) return;
  const owner = round.greeted.get(nonce)!;
  let isOver = true;
  for (const item of keysOf(pull, digests)) {
    const owners = item === undefined ? undefined : round.owners.get(item);
    const { verdict, clause } = pullWant({
      form: item === undefined ? 'unsound' : 'sound',
      past: item !== undefined && pull.isPast(item) ? 'yes' : 'no',
      held: item !== undefined && engine.items.has(item) ? 'yes' : 'no',
      room: owners !== undefined || round.owners.size < pullItemsMax ? 'yes' : 'no',
    });
    if (verdict === 'want' || clause === NO_ROOM) isOver = false;
    if (verdict === 'skip') continue;
    if (owners === undefined) round.owners.set(item!, [owner]);
    else if (!owners.includes(owner)) owners.push(owner);
  }
  if (isOver) exhaust(engine, digests);
}

/** The row that skips an item for want of room: it may be wanted in another round. */
const NO_ROOM = 'PULL-D8';

/** rule sendRequests: PULL-7, PULL-18, PULL-19 */
function sendRequests(run: Run, pull: Pull, round: PullRound): void {
  const wanted = new Map<Greeted, Uint8Array[]>();
  for (const [item, owners] of round.owners) {
    const owner = owners.length === 1 ? owners[0]! : run.choose.sample(owners, 1)[0]!;
    const digest = pull.digestOf(item);
    const digests = wanted.get(owner);
    if (digests === undefined) wanted.set(owner, [digest]);
    else digests.push(digest);
  }
  if (wanted.size === 0) return;
  const members = new Map([...wanted.keys()].map((owner) => [owner, found(run, pull, owner)]));
  for (const [owner, digests] of wanted) {
    const request = pullMessage(pull, 'dataReq', {
      $typeName: 'gossip.DataRequest',
      nonce: round.nonceOf.get(owner)!,
      digests,
      msgType: pull.msgType,
    });
    for (const member of members.get(owner)!) sendToMember(run, member, request);
  }
}

export function performPullInitiator(
  run: Run,
  pull: Pull,
  number: number,
  effect: PullInitiatorEffect,
): void {
  const { engine } = pull;
  const round = engine.rounds.get(number)!;
  switch (effect.type) {
    case 'hellos.send':
      return sendHellos(run, pull, round);
    case 'owners.record':
      return recordOwners(run, pull, round, effect.nonce, effect.digests);
    case 'requests.send':
      return sendRequests(run, pull, round);
    case 'items.hold':
      for (const item of effect.items) holdItem(engine, item, run.config.parameters.pullItemsMax);
      return;
    case 'round.forget': // PULL-9
      for (const nonce of round.greeted.keys()) engine.outstanding.delete(nonce);
      engine.rounds.delete(number);
  }
}
