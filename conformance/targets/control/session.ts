/**
 * A conversation with one adapter: greetings, requests with their answers, events. Whatever breaks the
 * protocol ends it, with a message that says what was expected.
 */
import { type Exit, TargetError, Unsupported } from '../target.js';
import type { Link } from './link.js';
import {
  type AdapterEvent,
  type AnswerKind,
  type Answers,
  expectedAnswer,
  flawOf,
  type Hello,
  PROTOCOL,
  type Request,
  readLine,
} from './messages.js';

/** Lines of its log that a failure shows. */
const FAILURE_LINES = 32;
/** Of a line that is no message, so many characters are quoted. */
const QUOTED_MAX = 300;

export interface Session {
  readonly name: string;
  readonly hello: Hello;
  /**
   * Sends a request and resolves to its good answer.
   * @throws Unsupported if the adapter says that it cannot
   * @throws AdapterFailed if it says that it went wrong
   * @throws TargetError if there is no such answer within `forMs`, or another one
   */
  request<K extends AnswerKind>(request: Request, forMs: number): Promise<Answers[K]>;
  /** Takes the events that concern a node, until the returned function is called. */
  onEvent(node: string, listener: (event: AdapterEvent) => void): () => void;
  /** Set if the adapter broke the protocol. */
  readonly broken: TargetError | undefined;
  /** Set as soon as the adapter is gone. */
  readonly exit: Exit | undefined;
  readonly ended: Promise<unknown>;
  logTail(lines: number): readonly string[];
  /** Asks it to stop, and sees to it. */
  close(graceMs: number): Promise<void>;
  kill(): Promise<void>;
}

/** The adapter answered `error`. */
export class AdapterFailed extends TargetError {
  constructor(
    readonly code: string,
    message: string,
    logTail: readonly string[],
  ) {
    super(message, logTail);
    this.name = 'AdapterFailed';
  }
}

export interface Greeting {
  readonly suite: string;
  readonly specification: number;
  /** How long hello may take. Milliseconds. */
  readonly forMs: number;
  /** A request that no adapter knows. */
  readonly nonsense: string;
}

interface Pending {
  readonly asked: string;
  answered(answer: Partial<Answers>): void;
  failed(error: TargetError): void;
}

/** Says hello, and tries what the adapter does with a request that it cannot know. */
export async function openSession(link: Link, greeting: Greeting): Promise<Session> {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, (event: AdapterEvent) => void>();
  let broken: TargetError | undefined;
  let lastId = 0;

  const failure = (what: string): TargetError => {
    const tail = link.logTail(FAILURE_LINES);
    const log =
      link.logPath === undefined
        ? ''
        : ` Log ${link.logPath}${tail.length > 0 ? ':' : ' is empty.'}`;
    return new TargetError([`${link.name} ${what}.${log}`, ...tail].join('\n'), tail);
  };
  const failAll = (error: TargetError): void => {
    for (const { failed } of pending.values()) failed(error);
    pending.clear();
  };
  const breaks = (what: string): void => {
    link.note(`(the suite) ${what}`);
    if (broken !== undefined) return;
    broken = failure(what);
    failAll(broken);
    void link.kill();
  };

  link.listen((line) => {
    if (broken !== undefined || line.trim() === '') return;
    const read = readLine(line);
    if ('flaw' in read) {
      const quoted = line.length > QUOTED_MAX ? `${line.slice(0, QUOTED_MAX)}…` : line;
      return breaks(
        `wrote a line to its stdout that ${read.flaw}: ${JSON.stringify(quoted)}. Only messages of the control protocol belong there; was it meant for stderr?`,
      );
    }
    if ('event' in read) {
      link.note(line);
      if (read.event.node !== undefined) listeners.get(read.event.node)?.(read.event);
      return;
    }
    const { re, ...answer } = read.answer;
    const waiting = pending.get(re);
    if (waiting === undefined) {
      const open = [...pending].map(([id, { asked }]) => `${id} (${asked})`).join(', ') || 'none';
      return breaks(
        `answered request ${re}, which is not open: every answer carries the id of its request as re, and each request has one answer. Open requests: ${open}`,
      );
    }
    pending.delete(re);
    waiting.answered(answer);
  });
  void link.ended.then((how) =>
    failAll(failure(`${how}, before it had answered ${asked(pending)}`)),
  );

  async function send<K extends AnswerKind>(
    request: Request,
    expected: K,
    forMs: number,
    isNonsense = false,
  ): Promise<Answers[K]> {
    if (broken !== undefined) throw broken;
    if (link.exit !== undefined) throw failure(`is gone, and cannot be asked "${request.request}"`);
    lastId += 1;
    const id = lastId;
    const message = { id, ...request };
    const flaw = isNonsense ? undefined : flawOf(`request`, message);
    if (flaw !== undefined) throw new Error(`the suite made a bad request, ${flaw}`);
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<Partial<Answers>>((answered, failed) => {
      pending.set(id, { asked: request.request, answered, failed });
      timer = setTimeout(() => {
        breaks(`has not answered "${request.request}" within ${forMs} ms`);
      }, forMs);
      link.send(JSON.stringify(message));
    }).finally(() => clearTimeout(timer));
    if (expected in answer) return answer[expected] as Answers[K];
    if (answer.unsupported) {
      const { feature = request.request, reason } = answer.unsupported;
      throw new Unsupported(feature, reason);
    }
    if (answer.error) {
      const { code, message } = answer.error;
      const said = failure(`answered "${request.request}" with error ${code}: ${message}`);
      throw new AdapterFailed(code, said.message, said.logTail);
    }
    breaks(
      `answered "${request.request}" with ${JSON.stringify(answer).slice(0, QUOTED_MAX)}; expected ${expected}, unsupported or error`,
    );
    throw broken!;
  }

  async function greet(): Promise<Hello> {
    const { suite, specification, forMs, nonsense } = greeting;
    const first = { request: 'hello', protocol: PROTOCOL, suite, specification };
    const hello = await send(first, 'hello', forMs);
    if (hello.protocol !== PROTOCOL)
      throw failure(
        `speaks version ${hello.protocol} of the control protocol, the suite speaks ${PROTOCOL}: bring the adapter or the suite up to date`,
      );
    const refused = await send({ request: nonsense }, 'ok', forMs, true).then(
      () => false,
      (error) => {
        if (error instanceof Unsupported) return true;
        if (broken === undefined && error instanceof AdapterFailed)
          throw failure(
            `answered the unknown request "${nonsense}" with error; answer unsupported, so that later suites can find out what it knows`,
          );
        throw error;
      },
    );
    if (!refused)
      throw failure(
        `answered ok to the request "${nonsense}", which nobody can know; answer unsupported to what you do not know`,
      );
    return hello;
  }

  const closing = async (graceMs: number): Promise<void> => {
    if (broken === undefined && link.exit === undefined) {
      // Whether it says goodbye or not, its end is what counts.
      await send({ request: 'stop', graceMs }, 'stopped', graceMs).catch(() => {});
    }
    await link.close(graceMs);
  };

  let hello: Hello;
  try {
    hello = await greet();
  } catch (error) {
    await link.kill();
    throw error;
  }
  return {
    name: link.name,
    hello,
    request: (request, forMs) =>
      send(request, expectedAnswer(request.request), forMs) as Promise<never>,
    onEvent(node, listener) {
      listeners.set(node, listener);
      return () => void listeners.delete(node);
    },
    get broken() {
      return broken;
    },
    get exit() {
      return link.exit;
    },
    ended: link.ended,
    logTail: link.logTail,
    close: closing,
    kill: link.kill,
  };
}

const asked = (pending: ReadonlyMap<number, Pending>): string =>
  [...pending.values()].map(({ asked: what }) => `"${what}"`).join(', ');
