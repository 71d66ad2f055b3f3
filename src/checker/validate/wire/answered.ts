/**
 * Questions that somebody has to answer. No clause names an instant, and a capture does not tell when a connection
 * ends: a question is taken as unanswered only once its connection has gone on talking for long afterwards.
 *
 * Implements spec/17-checker.md, CHEK-107.
 */
import { defaults } from '../../../peer/parameters.js';
import { tagLegality } from '../../../rules/tag-legality.js';
import { GossipMessage_Tag as Tag } from '../../../wire/gen/gossip/message_pb.js';
import { pullOf } from './form.js';
import { type Cast, KEPT, type Seen, type WireRule } from './seen.js';

/** Twice what a peer waits for the answer to a membership request (MEMB-P8). ms */
export const ANSWER_MS = 2 * defaults.membershipResponseWait;
/** Silence after which what a peer said meanwhile may be on its way still: the wait begins anew. ms */
const STALL_MS = ANSWER_MS / 2;
/** More open questions to one peer are a flood, under which it may drop some (PULL-23, row XFER-D15). */
const OPEN_MAX = 50;

/** What one kind of question obliges to. */
export interface Duty {
  readonly id: string;
  readonly clauses: readonly string[];
  readonly expected: string;
  watch(cast: Cast): DutyWatch;
}

export interface DutyWatch {
  /** Sees every message, before anything is asked of it. */
  learn(seen: Seen): void;
  /** By what the answer is known; undefined if it is no such question, or no such answer. */
  asked(seen: Seen): string | undefined;
  given(seen: Seen): string | undefined;
  /** Whether everything is known that obliges the receiver to answer the question. */
  isDue(question: Seen): boolean;
  /** The same, by what is known when the wait is over. Default: `isDue`. */
  isStillDue?(question: Seen): boolean;
}

interface Open {
  readonly key: string;
  readonly question: Seen;
  /** Start of the wait: the question, or the end of a silence after it. */
  since: number;
  /** Messages that had come on the connection by then. */
  readonly arrived: number;
  isDue: boolean;
}

interface Connection {
  isShakenIn: boolean;
  isShakenOut: boolean;
  arrived: number;
  lastMs: number;
}

/** An answer counts for the oldest question that it can be for: those of one key are not told apart. */
export const answered = ({ id, clauses, expected, watch }: Duty): WireRule => ({
  id,
  clauses,
  expected,
  watch(cast) {
    const { learn, asked, given, isDue, isStillDue = isDue } = watch(cast);
    const connections = new Map<string, Connection>();
    /** By PKI-ID of who was asked. */
    const open = new Map<string, Open[]>();

    function ask(seen: Seen, key: string, { isShakenIn, isShakenOut, arrived }: Connection): void {
      const { remote, ms } = seen;
      const its = open.get(remote) ?? [];
      const isOpen = isShakenIn && isShakenOut && isTagLegal(seen);
      its.push({ key, question: seen, since: ms, arrived, isDue: isOpen && isDue(seen) });
      if (its.length > OPEN_MAX) {
        its.shift();
        for (const one of its) one.isDue = false;
      }
      open.set(remote, its);
    }

    /** Closes what has waited for long enough; says which of it is a breach. */
    function expire({ remote, conn, ms }: Seen, arrived: number): string {
      const its = open.get(remote) ?? [];
      const isOver = (one: Open) => one.question.conn === conn && ms - one.since >= ANSWER_MS;
      // LINK-20: as many may have been in the queue when the answer found no room.
      const isLate = (one: Open) =>
        isOver(one) &&
        one.isDue &&
        arrived - one.arrived < defaults.sendBuffSize &&
        isStillDue(one.question);
      const late = its.filter(isLate);
      open.set(
        remote,
        its.filter((one) => !isOver(one)),
      );
      return late
        .map(({ question: { kind, line, ms: askedMs } }) => {
          return `no answer to the ${kind} of line ${line}, ${ms - askedMs} ms ago`;
        })
        .join('; ');
    }

    return (seen) => {
      const { dir, conn, kind, remote, ms } = seen;
      learn(seen);
      const connection = connections.get(conn) ?? {
        isShakenIn: false,
        isShakenOut: false,
        arrived: 0,
        lastMs: ms,
      };
      connections.set(conn, connection);
      if (kind === 'conn') {
        if (dir === 'in') connection.isShakenIn = true;
        else connection.isShakenOut = true;
      }
      if (remote === '') return undefined;
      if (dir === 'out') {
        const key = asked(seen);
        if (key !== undefined) ask(seen, key, connection);
        return undefined;
      }
      connection.arrived += 1;
      const isStalled = ms - connection.lastMs > STALL_MS;
      connection.lastMs = ms;
      const its = open.get(remote) ?? [];
      if (isStalled) for (const one of its) if (one.question.conn === conn) one.since = ms;
      const key = given(seen);
      const index = key === undefined ? -1 : its.findIndex((one) => one.key === key);
      const [closed] = index < 0 ? [] : its.splice(index, 1);
      const late = expire(seen, connection.arrived);
      if (late !== '') return late;
      return closed?.isDue === true ? KEPT : undefined;
    };
  },
});

/** WIRE-50: the receiver of another tag rejects the message. */
function isTagLegal(seen: Seen): boolean {
  const { verdict } = tagLegality({ content: seen.kind, pull: pullOf(seen) });
  return Tag[seen.signed.message.tag] === verdict;
}
