/**
 * The few verbs by which a case waits and judges. Each says what it expected and what it observed in
 * words of the protocol, and looks past legal background traffic. The same verbs serve as `expect`
 * (a miss is a failure of the target) and as `assume` (a miss makes the case inconclusive).
 */
import { arrivals, OURS } from './arrivals.js';
import type { CaseClock } from './clock.js';
import { describe, MESSAGE_NAMES, type NameOf } from './describe.js';
import type { Entry, Evidence } from './evidence.js';
import type { Connection, Probe } from './probe.js';
import type { WindowName } from './timings.js';
import { type Divergence, HarnessError } from './verdict.js';
import { type View, viewOf } from './view.js';
import { type Content, contentOf, type Decoded, type Kind } from './wire/decode.js';

/** Pause between two looks at the membership view. */
const ASK_AGAIN_MS = 100;

/** All streams of a probe, or one stream. */
export type Who = Probe | Connection;

export interface Seen<K extends Kind> {
  readonly content: Content<K>;
  readonly decoded: Decoded;
  readonly entry: Entry;
}

export interface MessageOptions<K extends Kind> {
  /** Which of them; default any. */
  readonly where?: (content: Content<K>, decoded: Decoded) => boolean;
  /** The same in words, after the name of the message. */
  readonly that?: string;
  readonly within?: WindowName;
  /** Number of the entry from which on to look; default the first of the case. */
  readonly since?: number;
}

export interface NothingOptions {
  /** Only on these; default every open stream of the case. */
  readonly on?: readonly Who[];
  /** Entries that are allowed besides background traffic. */
  readonly except?: (entry: Entry) => boolean;
  readonly since?: number;
  /** Who asks the target for its membership afterwards, to see that it still serves. */
  readonly witness: Witness;
}

export interface NeverOptions<K extends Kind>
  extends Pick<MessageOptions<K>, 'where' | 'that' | 'since'> {
  /** How long to watch, for what takes longer to come than a reaction. Milliseconds. */
  readonly forMs?: number;
  readonly witness: Witness;
}

/** A handshaken probe of the target's organisation. */
export interface Witness {
  readonly probe: Probe;
  readonly connection: Connection;
}

export interface Expect {
  /** Holds at once; `observed` says what was there instead. */
  that(holds: boolean, expected: string, observed: string): void;
  message<K extends Kind>(to: Who, kind: K, options?: MessageOptions<K>): Promise<Seen<K>>;
  /** The target ends the stream. `notBeforeMs` counts from `since`, an instant. */
  ended(
    connection: Connection,
    options: {
      readonly status?: 'OK' | 'UNKNOWN';
      readonly within?: WindowName;
      readonly notBefore?: { readonly ms: number; readonly sinceMs: number };
    },
  ): Promise<void>;
  /** The target has sent its handshake message, and the stream stays open for a quiet window. */
  staysOpen(connection: Connection): Promise<void>;
  /**
   * Nothing comes of it: silence but for background traffic, the streams still open, and the target
   * still answers a MembershipRequest.
   */
  nothing(options: NothingOptions): Promise<void>;
  /**
   * One message does not come, whatever else does: none on these streams during a quiet window that
   * fits, the streams still open, and the target still answers a MembershipRequest.
   */
  never<K extends Kind>(on: readonly Who[], kind: K, options: NeverOptions<K>): Promise<void>;
  /** Some event becomes true; for what is no message. */
  eventually(holds: () => boolean, expected: string, within: WindowName): Promise<void>;
  /** Asks for the membership view and returns the answer. */
  membership(witness: Witness, within?: WindowName): Promise<View>;
  /** Asks again and again until the view has this probe there. */
  membershipHas(
    witness: Witness,
    name: string,
    where: ReturnType<View['lists']>,
    within: WindowName,
  ): Promise<View>;
}

export interface ExpectOptions {
  readonly clock: CaseClock;
  readonly evidence: Evidence;
  readonly connections: () => readonly Connection[];
  /** Traffic of which no case may fail. */
  readonly isBackground: (entry: Entry) => boolean;
  readonly nameOf: NameOf;
  readonly deadlineMs: (window: WindowName) => number;
  readonly quietMs: number;
  /** How a missed expectation is thrown. */
  readonly miss: (expected: string, observed: string, divergence?: Divergence) => Error;
  /** Fresh, never zero. */
  readonly nonce: () => bigint;
  /** Whether the case names a twin; without one its silence would prove nothing. */
  readonly hasTwin: boolean;
}

const NOTHING = 'nothing';
const BACKGROUND = 'only background traffic';

/** What says something of a channel; told where nothing else is. */
const isOfChannel = ({ decoded }: Entry): boolean =>
  decoded?.kind === 'stateInfo' || decoded?.kind === 'leadershipMsg';

export function createExpect(options: ExpectOptions): Expect {
  const { clock, evidence, nameOf, deadlineMs, miss } = options;
  const arriving = (who: readonly Who[], since: number) => arrivals(evidence, who, since);
  const receivedBy = (who: readonly Who[], since: number) => arriving(who, since)();
  const told = (entries: readonly Entry[]): string => {
    const judged = entries.filter((e) => !options.isBackground(e));
    const foreground = judged.length > 0 ? judged : entries.filter(isOfChannel);
    if (foreground.length === 0) return entries.length > 0 ? BACKGROUND : NOTHING;
    const lines = foreground.slice(-6).map((e) => describe(e, nameOf));
    return (foreground.length > 6 ? ['…', ...lines] : lines).join('; ');
  };

  const unexpected = (entry: Entry | undefined): Divergence | undefined =>
    entry && { entry: entry.n, what: 'unexpected' };
  /** The last thing that the case did, for what had to follow it did not. */
  const unanswered = (to?: Who): Divergence | undefined => {
    const last = evidence.entries.findLast(
      (e) => OURS.includes(e.type) && e.routine !== true && e.decoded?.kind !== 'conn',
    );
    const entry = last ?? evidence.entries.at(-1);
    const probe = to?.name.split('.')[0];
    return entry && { entry: entry.n, what: 'unanswered', ...(probe && { probe }) };
  };
  const endOf = (connection: Connection): Entry | undefined =>
    evidence.entries.findLast((e) => e.type === 'ended' && e.stream === connection.name);

  const expect: Expect = {
    that(holds, expected, observed) {
      if (holds) return;
      const last = evidence.entries.findLast(
        (e) => e.type === 'received' && !options.isBackground(e),
      );
      throw miss(expected, observed, unexpected(last));
    },

    async message(to, kind, { where, that, within = 'reaction', since = 0 } = {}) {
      const arrived = arriving([to], since);
      const find = (): Entry | undefined =>
        arrived().find((e) => {
          const content = contentOf(e.decoded, kind);
          return content !== undefined && (where?.(content, e.decoded!) ?? true);
        });
      await clock.until(() => find() !== undefined, deadlineMs(within));
      const entry = find();
      if (!entry) {
        const what = [MESSAGE_NAMES[kind], that].filter(Boolean).join(' ');
        const came = told(receivedBy([to], since));
        throw miss(
          `${what} to ${to.name} within ${deadlineMs(within)} ms`,
          came === NOTHING || came === BACKGROUND ? came : `not that, but ${came}`,
          unanswered(to),
        );
      }
      return { content: contentOf(entry.decoded, kind)!, decoded: entry.decoded!, entry };
    },

    async ended(connection, { status, within = 'reaction', notBefore }) {
      const want = `the target ends stream ${connection.name}${status ? ` with status ${status}` : ''}`;
      await clock.until(() => connection.end !== undefined, deadlineMs(within));
      const { end } = connection;
      if (!end) {
        const late = `${want} within ${deadlineMs(within)} ms`;
        throw miss(late, 'the stream is still open', unanswered());
      }
      const how = unexpected(endOf(connection));
      if (status && end.status !== status) throw miss(want, `it ended with ${end.reason}`, how);
      if (notBefore && end.atMs < notBefore.sinceMs + notBefore.ms) {
        throw miss(
          `${want}, but not before ${notBefore.ms} ms`,
          `it ended after ${end.atMs - notBefore.sinceMs} ms`,
          how,
        );
      }
    },

    async staysOpen(connection) {
      await clock.until(() => connection.end !== undefined, options.quietMs);
      const want = `stream ${connection.name} stays open after the target’s handshake message`;
      if (connection.end) {
        const how = `the target ended it: ${connection.end.reason}`;
        throw miss(want, how, unexpected(endOf(connection)));
      }
      if (!connection.isAnswered) {
        throw miss(want, 'no handshake message of the target', unanswered());
      }
    },

    async nothing({ on, except, since = evidence.entries.length, witness }) {
      if (!options.hasTwin)
        throw new HarnessError('a case that asserts silence must name its twin');
      const watched = on ?? options.connections().filter((c) => c.isOpen);
      const arrived = arriving(watched, since);
      const loud = (): Entry[] =>
        arrived().filter((e) => e.type !== 'pinged' && !options.isBackground(e) && !except?.(e));
      const names = watched.map((w) => w.name).join(', ');
      const judge = (): void => {
        if (loud().length > 0)
          throw miss(`no reaction on ${names}`, told(loud()), unexpected(loud()[0]));
      };
      await clock.until(() => loud().length > 0, options.quietMs);
      judge();
      const before = evidence.entries.length;
      const { entry } = (await expect.membership(witness)).seen;
      const late = receivedBy(watched, before).filter(
        (e) => e !== entry && !options.isBackground(e) && !except?.(e),
      );
      if (late.length > 0) throw miss(`no reaction on ${names}`, told(late), unexpected(late[0]));
    },

    async never(on, kind, { where, that, since = evidence.entries.length, forMs, witness }) {
      if (!options.hasTwin)
        throw new HarnessError('a case that asserts silence must name its twin');
      const isIt = (e: Entry): boolean => {
        const content = contentOf(e.decoded, kind);
        return content !== undefined && (where?.(content, e.decoded!) ?? true);
      };
      const arrived = arriving(on, since);
      const came = (): Entry[] => arrived().filter((e) => e.type === 'ended' || isIt(e));
      const judge = (): void => {
        const what = [`no ${MESSAGE_NAMES[kind]}`, that].filter(Boolean).join(' ');
        const names = on.map((w) => w.name).join(', ');
        if (came().length > 0)
          throw miss(
            `${what} to ${names}, and no end of stream`,
            told(came()),
            unexpected(came()[0]),
          );
      };
      await clock.until(() => came().length > 0, Math.max(options.quietMs, forMs ?? 0));
      judge();
      await expect.membership(witness);
      judge();
    },

    async eventually(holds, expected, within) {
      if (!(await clock.until(holds, deadlineMs(within)))) {
        throw miss(
          `${expected} within ${deadlineMs(within)} ms`,
          'it did not happen',
          unanswered(),
        );
      }
    },

    async membership({ probe, connection }, within = 'reaction') {
      const nonce = options.nonce();
      connection.send(probe.membershipRequest({ nonce }));
      const seen = await expect.message(connection, 'memRes', {
        where: (_, { message }) => message?.nonce === nonce,
        that: `that answers the request with nonce ${nonce}`,
        within,
      });
      return viewOf(seen, nameOf);
    },

    async membershipHas(witness, name, where, within) {
      const untilMs = clock.now() + deadlineMs(within);
      for (;;) {
        const view = await expect.membership(witness);
        if (view.lists(name) === where) return view;
        if (clock.now() >= untilMs) {
          throw miss(
            `${name} ${where} in the view within ${deadlineMs(within)} ms`,
            view.told,
            unexpected(view.seen.entry),
          );
        }
        await clock.until(() => false, ASK_AGAIN_MS);
      }
    },
  };
  return expect;
}
