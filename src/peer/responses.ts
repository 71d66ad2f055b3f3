/**
 * Membership responses on their way in.
 *
 * Implements spec/05-membership.md, MEMB-36, MEMB-37, MEMB-38, MEMB-48. The rules
 * are in src/rules/membership-response.ts.
 */
import { responseAlive, responseDead } from '../rules/membership-response.js';
import { openEnvelope, type SignedMessage } from '../wire/envelope.js';
import type { Envelope, MembershipResponse } from '../wire/message-types.js';
import { reject } from '../wire/verdict.js';
import { type Alive, isStaleAlive, refusalOf, soundAlive } from './alive.js';
import { storedAgainst } from './alive-store.js';
import { claimedAuthor } from './claimed-author.js';
import { hasRoom, learnDead, updateMember } from './members.js';
import { type Origin, refuse, refuseUnread } from './refuse.js';
import { elementsOf } from './response-elements.js';
import type { Run } from './run.js';

/** Whether asked for or not (MEMB-48), element by element, until one is malformed (MEMB-38). */
export function receiveResponse(run: Run, response: MembershipResponse, origin: Origin): void {
  const { alive, dead } = elementsOf(response);
  for (const element of alive) {
    // MEMB-D34, of most elements of most responses.
    if ('message' in element && element.message.content.case === 'aliveMsg')
      if (isStaleAlive(run, element)) continue;
    if (!receiveAliveElement(run, element, origin)) return;
  }
  for (const element of dead) if (!receiveDeadElement(run, element, origin)) return;
}

/** MEMB-36. False to abort. */
function receiveAliveElement(run: Run, element: Element, origin: Origin): boolean {
  const alive = openElement(run, element, origin);
  if (typeof alive === 'string') return proceeds(run, element, withoutAlive[alive], origin);
  const isOwn = alive.author === run.config.pkiHex;
  const stored = storedAgainst(run, alive.author, alive.timestamp);
  // SYS-6: a signature is looked at last.
  const isOver = isOwn || stored === 'same';
  const { verdict } = responseAlive({
    element: 'sound',
    author: isOwn ? 'own' : 'other',
    stored,
    authentic: isOver || isAuthentic(run, alive, origin) ? 'yes' : 'no',
  });
  if (verdict === 'apply') updateMember(run, alive);
  return true;
}

/** MEMB-37. False to abort. */
function receiveDeadElement(run: Run, element: Element, origin: Origin): boolean {
  const alive = openElement(run, element, origin);
  if (typeof alive === 'string') return proceeds(run, element, withoutDead[alive], origin);
  const { author, timestamp } = alive;
  const { verdict } = responseDead({
    element: 'sound',
    get author() {
      if (author === run.config.pkiHex) return 'own';
      return run.state.members.has(author) ? 'known' : 'unknown';
    },
    get stored() {
      return storedAgainst(run, author, timestamp);
    },
    get authentic() {
      return isAuthentic(run, alive, origin) ? ('yes' as const) : ('no' as const);
    },
    get room() {
      return hasRoom(run) ? ('yes' as const) : ('no' as const);
    },
  });
  if (verdict === 'learnDead') learnDead(run, alive);
  return true;
}

type Element = SignedMessage | Envelope;

/** What the rules say of elements that nothing can be read out of: whatever else there is to know. */
const nothing = { author: 'own', stored: 'same', authentic: 'no' } as const;
const withoutAlive = {
  malformed: responseAlive({ ...nothing, element: 'malformed' }),
  unsound: responseAlive({ ...nothing, element: 'unsound' }),
};
const withoutDead = {
  malformed: responseDead({ ...nothing, room: 'no', element: 'malformed' }),
  unsound: responseDead({ ...nothing, room: 'no', element: 'unsound' }),
};

/** An alive message that lacks something is reported here, one that is none where the response ends. */
function openElement(run: Run, element: Element, origin: Origin): Alive | 'malformed' | 'unsound' {
  const signed = openedOf(element);
  if (signed === undefined || signed.message.content.case !== 'aliveMsg') return 'malformed';
  const alive = soundAlive(signed);
  if (!('verdict' in alive)) return alive;
  refuseUnread(run, signed.message, origin, alive);
  return 'unsound';
}

function openedOf(element: Element): SignedMessage | undefined {
  if ('message' in element) return element;
  const opened = openEnvelope(element);
  return opened.verdict === 'accept' ? opened.value : undefined;
}

function isAuthentic(run: Run, alive: Alive, origin: Origin): boolean {
  const refusal = refusalOf(run, alive);
  if (refusal === undefined) return true;
  refuse(run, { ...origin, author: alive.author }, refusal);
  return false;
}

function proceeds(
  run: Run,
  element: Element,
  { verdict, clause }: { readonly verdict: string; readonly clause: string },
  origin: Origin,
): boolean {
  if (verdict !== 'abort') return true;
  const signed = openedOf(element);
  const from = signed === undefined ? origin : { ...origin, author: claimedAuthor(signed.message) };
  refuse(run, from, reject(clause, 'the response has an element that is no alive message'));
  return false;
}
