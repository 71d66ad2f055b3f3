/**
 * What a peer may be answered: by its ledger, by whoever it pings, and by the ordering service, which may end a
 * stream or lie within the budget.
 *
 * Implements spec/17-checker.md, CHEK-30, CHEK-31, CHEK-37, CHEK-38.
 */
import type { PeerInput } from '../../peer/io.js';
import type { PeerState } from '../../peer/state.js';
import type { Desk, OrdererStream, Question } from './desk.js';
import type { Spent } from './layout.js';
import type { LedgerRule, Ordering } from './ledger-rule.js';

export interface Answer {
  readonly input: PeerInput;
  /** What it takes one of. */
  readonly costs?: Spent;
  /** Only while somebody runs at this endpoint, or only while nobody does. */
  readonly where?: { readonly endpoint: string; readonly isUp: boolean };
}

export function answersTo(desk: Desk, rule: LedgerRule, ordering: Ordering | undefined): Answer[] {
  const channels = new Set<string>();
  return [
    ...desk.asked.flatMap((question): Answer[] => {
      // A ledger commits one block after the other.
      if (question.type === 'block.commit') {
        if (channels.has(question.channel)) return [];
        channels.add(question.channel);
      }
      return answersOf(question, desk, rule);
    }),
    ...desk.streams.flatMap((stream) => streamAnswers(stream, rule, ordering)),
  ];
}

/** CHEK-38: a ledger outlives the peer; who has come back joins with what it holds. */
export const joinsOf = (desk: Desk, { channels }: PeerState, rule: LedgerRule): Answer[] =>
  [...desk.ledgers].flatMap(([channel, blocks]) =>
    channels.has(channel) ? [] : [{ input: rule.joining(channel, blocks) }],
  );

function answersOf(question: Question, desk: Desk, rule: LedgerRule): Answer[] {
  switch (question.type) {
    case 'block.commit': {
      const { channel, number, bytes } = question;
      const input: PeerInput = rule.follows(desk.ledgers.get(channel) ?? [], number, bytes)
        ? { type: 'block.committed', channel, number }
        : { type: 'commit.failed', channel, number, reason: 'it does not follow' };
      return [{ input }];
    }
    case 'blocks.read': {
      const { channel, request, from, to } = question;
      const blocks = (desk.ledgers.get(channel) ?? [])
        .map((bytes, number) => ({ number: BigInt(number), bytes }))
        .slice(Number(from), Number(to) + 1);
      return [{ input: { type: 'blocks.found', channel, request, blocks } }];
    }
    case 'ping': {
      const { endpoint } = question;
      return [
        { input: { type: 'ping.answered', endpoint }, where: { endpoint, isUp: true } },
        { input: { type: 'ping.failed', endpoint }, where: { endpoint, isUp: false } },
      ];
    }
  }
}

function streamAnswers(
  { channel, stream, isOpen, next, isPaused }: OrdererStream,
  rule: LedgerRule,
  ordering: Ordering | undefined,
): Answer[] {
  const ended: Answer = {
    input: { type: 'orderer.ended', channel, stream, reason: 'the connection broke' },
    costs: 'ends',
  };
  if (!isOpen) return [{ input: { type: 'orderer.opened', channel, stream } }, ended];
  const received = (block: Uint8Array): Answer => ({
    input: { type: 'orderer.received', channel, stream, bytes: rule.response(block) },
  });
  const block = next === undefined ? undefined : ordering?.chains.get(channel)?.[next];
  if (block === undefined || isPaused) return [ended];
  const wrong = ordering?.lies?.(channel, next!) ?? [];
  return [
    received(block),
    ...wrong.map((lie): Answer => ({ ...received(lie), costs: 'lies' })),
    ended,
  ];
}
