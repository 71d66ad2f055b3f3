/**
 * Membership responses on their way in.
 *
 * Implements spec/05-membership.md, MEMB-36, MEMB-37, MEMB-38, MEMB-48. The rules
 * are in src/rules/membership-response.ts.
 */
import { responseAlive, responseDead } from '../rules/membership-response.js';
import { openEnvelope } from '../wire/envelope.js';
import type { Envelope, MembershipResponse } from '../wire/message-types.js';
import { reject } from '../wire/verdict.js';
import { type Alive, refusalOf, soundAlive } from './alive.js';
import { storedAgainst } from './alive-store.js';
import { hasRoom, learnDead, updateMember } from './members.js';
import { type Origin, refuse } from './refuse.js';
import type { Run } from './run.js';

/** Whether asked for or not (MEMB-48), element by element, until one is malformed (MEMB-38). */
export function receiveResponse(run: Run, response: MembershipResponse, origin: Origin): void {
  for (const element of response.alive) if (!receiveAliveElement(run, element, origin)) return;
  for (const element of response.dead) if (!receiveDeadElement(run, element, origin)) return;
}

/** MEMB-36. False to abort. */
function receiveAliveElement(run: Run, element: Envelope, origin: Origin): boolean {
  const { is, alive } = openElement(run, element, origin);
  const { verdict, clause } = responseAlive({
    element: is,
    get author() {
      return alive!.author === run.config.pkiHex ? ('own' as const) : ('other' as const);
    },
    get stored() {
      return storedAgainst(run, alive!.author, alive!.timestamp);
    },
    get authentic() {
      return isAuthentic(run, alive!, origin);
    },
  });
  if (verdict === 'apply') updateMember(run, alive!);
  return proceeds(run, verdict, clause, origin);
}

/** MEMB-37. False to abort. */
function receiveDeadElement(run: Run, element: Envelope, origin: Origin): boolean {
  const { is, alive } = openElement(run, element, origin);
  const { verdict, clause } = responseDead({
    element: is,
    get author() {
      if (alive!.author === run.config.pkiHex) return 'own';
      return run.state.members.has(alive!.author) ? 'known' : 'unknown';
    },
    get stored() {
      return storedAgainst(run, alive!.author, alive!.timestamp);
    },
    get authentic() {
      return isAuthentic(run, alive!, origin);
    },
    get room() {
      return hasRoom(run) ? ('yes' as const) : ('no' as const);
    },
  });
  if (verdict === 'learnDead') learnDead(run, alive!);
  return proceeds(run, verdict, clause, origin);
}

interface Element {
  readonly is: 'sound' | 'unsound' | 'malformed';
  /** There if it is sound. */
  readonly alive?: Alive;
}

/** An alive message that lacks something is reported here, one that is none where the response ends. */
function openElement(run: Run, element: Envelope, origin: Origin): Element {
  const opened = openEnvelope(element);
  if (opened.verdict !== 'accept' || opened.value.message.content.case !== 'aliveMsg')
    return { is: 'malformed' };
  const alive = soundAlive(opened.value);
  if (!('verdict' in alive)) return { is: 'sound', alive };
  refuse(run, origin, alive);
  return { is: 'unsound' };
}

function isAuthentic(run: Run, alive: Alive, origin: Origin): 'yes' | 'no' {
  const refusal = refusalOf(run, alive);
  if (refusal === undefined) return 'yes';
  refuse(run, { ...origin, author: alive.author }, refusal);
  return 'no';
}

function proceeds(run: Run, verdict: string, clause: string, origin: Origin): boolean {
  if (verdict !== 'abort') return true;
  refuse(run, origin, reject(clause, 'the response has an element that is no alive message'));
  return false;
}
