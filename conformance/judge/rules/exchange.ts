/** Nothing goes back to where it came from, and nothing is answered more often than it was asked. */
import { contentOf, type Decoded } from '../../harness/wire/decode.js';
import type { Rule } from '../rule.js';
import { keyOf, type Message } from '../trace.js';

const PUSHED: ReadonlySet<string> = new Set(['aliveMsg', 'dataMsg', 'stateInfo', 'leadershipMsg']);

export const exchangeRules: readonly Rule[] = [
  {
    id: 'pushed-back',
    clauses: ['PUSH-I1', 'PUSH-5'],
    expected: 'no message pushed to the peer from which it came',
    *breaches({ told, ours, record }) {
      const names = new Set(record.participants.map(({ name }) => name));
      // Two probes of one name cannot be told apart as senders.
      if (names.size < record.participants.length) return;
      for (const { entry, decoded, by, to } of told) {
        if (!PUSHED.has(decoded.kind)) continue;
        const sources = ours.get(keyOf(decoded.envelope.payload)) ?? [];
        const before = sources.filter((source) => source.entry.n < entry.n);
        const isFrom = (source: Message): boolean =>
          source.stream.probe === to && source.stream.node === by && source.inside.length === 0;
        if (before.length === 0 || !before.every(isFrom)) continue;
        yield {
          entry: entry.n,
          observed: `${decoded.kind} of ${to.name} from ${by.name} back to it`,
        };
      }
    },
  },
  {
    id: 'answered-too-often',
    clauses: ['WIRE-55', 'MEMB-17', 'PULL-20', 'PULL-25'],
    expected: 'at most one answer to each question, with its nonce',
    *breaches({ told, record }) {
      const open = new Map<string, number>();
      const answers = new Map(told.map((message) => [message.entry.n, message]));
      for (const { n, type, decoded, probe } of record.entries) {
        if (!decoded) continue;
        const question = type === 'sent' ? questionOf(decoded) : undefined;
        if (question) {
          const key = `${probe} ${question}`;
          open.set(key, (open.get(key) ?? 0) + 1);
        }
        const answer = answers.has(n) ? answerOf(decoded) : undefined;
        if (!answer) continue;
        const key = `${probe} ${answer}`;
        const left = open.get(key) ?? 0;
        open.set(key, left - 1);
        if (left <= 0) {
          const { by } = answers.get(n)!;
          yield {
            entry: n,
            observed: `${decoded.kind} of ${by.name} that answers no question left`,
          };
        }
      }
    },
  },
];

/** The question, as the kind of its answer and the nonce that both have. */
function questionOf(d: Decoded): string | undefined {
  const outer = d.message?.nonce;
  const hello = contentOf(d, 'hello');
  if (hello) return `dataDig ${hello.nonce}`;
  const request = contentOf(d, 'dataReq');
  if (request) return `dataUpdate ${request.nonce}`;
  if (d.kind === 'memReq') return `memRes ${outer}`;
  return d.kind === 'stateRequest' ? `stateResponse ${outer}` : undefined;
}

function answerOf(d: Decoded): string | undefined {
  const content = contentOf(d, 'dataDig') ?? contentOf(d, 'dataUpdate');
  if (content) return `${d.kind} ${content.nonce}`;
  const isAnswer = d.kind === 'memRes' || d.kind === 'stateResponse';
  return isAnswer ? `${d.kind} ${d.message!.nonce}` : undefined;
}
