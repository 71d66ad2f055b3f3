/**
 * Push of alive messages: whom each of a flush reaches, with or without its secret.
 *
 * Implements spec/06-push.md, rule flush: PUSH-4 to PUSH-8. The routing rule is
 * src/rules/alive-routing.ts.
 */
import { type AliveRoute, candidateOf, routesFor } from '../rules/alive-routing.js';
import { type SignedMessage, withoutSecret } from '../wire/envelope.js';
import type { MspId } from '../wire/identity/port.js';
import { orgOf, orgOfMember } from './identities.js';
import { sendToMember, sendToNumber } from './links.js';
import { orgAt, orgNumberOf, type Roll, type Routes, rollOf } from './roll.js';
import type { Run } from './run.js';
import type { MemberEntry, PkiHex, QueuedMessage } from './state.js';

/** PUSH-6, PUSH-7: one draw for all that stay in the organisation, one for every other message. */
export function flushAlive(run: Run, burst: readonly QueuedMessage[]): void {
  const { mspId } = run.config;
  let inside: readonly MemberEntry[] | undefined;
  for (const message of burst) {
    const { authorEndpoint, sender } = message;
    const roll = rollOf(run);
    const org = orgOfAuthor(run, roll, message.author);
    const routes = routesBy(roll, mspId, org, authorEndpoint);
    const routeTo = (number: number): AliveRoute =>
      routes[2 * orgAt(run, roll, number) + roll.hasEndpoint[number]!]!;
    if (authorEndpoint === '' && roll.orgs[org] === mspId) {
      inside ??= draw(run, roll, routeTo, undefined).map((number) => roll.members[number]!);
      sendInside(run, message, inside);
    } else {
      // PUSH-3, PUSH-5
      const drawn = draw(run, roll, routeTo, roll.numberOf.get(sender));
      for (const number of drawn) {
        const signed = onRoute(message, routeTo(number));
        if (signed !== undefined) sendToNumber(run, roll, number, signed);
      }
    }
  }
}

/** The number of its organisation, marked as used; most authors are on the roll. */
function orgOfAuthor(run: Run, roll: Roll, author: PkiHex): number {
  const number = roll.numberOf.get(author);
  return number === undefined ? orgNumberOf(roll, orgOf(run, author)) : orgAt(run, roll, number);
}

/** PUSH-4. `without`: number of who takes no part. */
const draw = (
  run: Run,
  { numbers }: Roll,
  routeTo: (number: number) => AliveRoute,
  without: number | undefined,
): readonly number[] =>
  run.choose.sample(
    numbers,
    run.config.parameters.propagatePeerNum,
    (number) => number !== without && routeTo(number) !== 'exclude',
  );

/** PUSH-5, PUSH-6: what a member without external endpoint says, to those who were drawn for all of it. */
function sendInside(run: Run, message: QueuedMessage, members: readonly MemberEntry[]): void {
  const { mspId } = run.config;
  const routes = routesFor(mspId, mspId, message.authorEndpoint);
  for (const member of members) {
    if (member.pki === message.sender) continue;
    const { no, yes } = routes[candidateOf(mspId, mspId, orgOfMember(run, member))];
    const signed = onRoute(message, member.endpoint === '' ? no : yes);
    if (signed !== undefined) sendToMember(run, member, signed);
  }
}

/** PUSH-8: payload and signature byte for byte. */
function onRoute({ signed }: QueuedMessage, route: AliveRoute): SignedMessage | undefined {
  if (route === 'waste') return undefined;
  return route === 'send' ? signed : withoutSecret(signed);
}

/** The rule for every candidate that there can be, read out for the organisations on a roll. */
function routesBy(roll: Roll, own: MspId, author: number, endpoint: string): Routes {
  const known = endpoint === '' ? roll.routes.no : roll.routes.yes;
  const table = known[author];
  if (table !== undefined && table.length === 2 * roll.orgs.length) return table;
  const org = roll.orgs[author];
  const routes = routesFor(own, org, endpoint);
  const made = roll.orgs.flatMap((candidates) => {
    const { no, yes } = routes[candidateOf(own, org, candidates)];
    return [no, yes];
  });
  known[author] = made;
  return made;
}
