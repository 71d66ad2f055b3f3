/**
 * What stands beside a peer in a model: its ledgers, what it has asked and got no answer to, and its streams to
 * the ordering service. Immutable, and a part of the peer's number.
 *
 * Implements spec/17-checker.md, CHEK-30, CHEK-31.
 */
import type { PeerEffect, PeerInput } from '../../peer/io.js';
import type { LedgerRule } from './ledger-rule.js';

export interface Desk {
  /** By channel: serialized common.Blocks, those of the ledger in order. */
  readonly ledgers: ReadonlyMap<string, readonly Uint8Array[]>;
  /** In the order in which they were asked. */
  readonly asked: readonly Question[];
  readonly streams: readonly OrdererStream[];
}

export type Question = Extract<PeerEffect, { type: 'block.commit' | 'blocks.read' | 'ping' }>;

export interface OrdererStream {
  readonly channel: string;
  readonly stream: number;
  readonly isOpen: boolean;
  /** Number of the block that comes next; undefined before the seek. */
  readonly next: number | undefined;
  readonly isPaused: boolean;
}

export const EMPTY_DESK: Desk = { ledgers: new Map(), asked: [], streams: [] };

/** Those questions that wait, whose process is gone; the ledgers stay. */
export const abandoned = ({ ledgers }: Desk): Desk =>
  ledgers.size === 0 ? EMPTY_DESK : { ledgers, asked: [], streams: [] };

/** What an input that is an answer takes from the desk. Of others: nothing. */
export function answered(desk: Desk, input: PeerInput, rule: LedgerRule): Desk {
  switch (input.type) {
    case 'channel.join': {
      // CHEK-38: a ledger that is there is not made anew.
      const blocks = desk.ledgers.get(input.channel) ?? rule.opened(input);
      return { ...desk, ledgers: new Map(desk.ledgers).set(input.channel, blocks) };
    }
    case 'block.committed': {
      const { channel, number } = input;
      const commit = desk.asked.find((one) => isCommitOf(one, channel, number));
      if (commit?.type !== 'block.commit') return desk;
      const blocks = [...(desk.ledgers.get(channel) ?? []), commit.bytes];
      return {
        ...desk,
        ledgers: new Map(desk.ledgers).set(channel, blocks),
        asked: desk.asked.filter((one) => one !== commit),
      };
    }
    case 'commit.failed':
      return {
        ...desk,
        asked: desk.asked.filter(
          (one) => one.type !== 'block.commit' || one.channel !== input.channel,
        ),
      };
    case 'blocks.found':
      return {
        ...desk,
        asked: desk.asked.filter(
          (one) => one.type !== 'blocks.read' || one.request !== input.request,
        ),
      };
    case 'ping.answered':
    case 'ping.failed': {
      const first = desk.asked.findIndex(
        (one) => one.type === 'ping' && one.endpoint === input.endpoint,
      );
      return first < 0 ? desk : { ...desk, asked: desk.asked.toSpliced(first, 1) };
    }
    case 'orderer.opened':
      return streamsOf(desk, input.stream, (one) => [{ ...one, isOpen: true }]);
    case 'orderer.ended':
      return streamsOf(desk, input.stream, () => []);
    case 'orderer.received':
      return streamsOf(desk, input.stream, (one) =>
        rule.isOrdered(one.channel, one.next, input.bytes)
          ? [{ ...one, next: one.next! + 1 }]
          : [one],
      );
    default:
      return desk;
  }
}

/** What a peer asks for by the effects of one step. */
export function asked(desk: Desk, effects: readonly PeerEffect[], rule: LedgerRule): Desk {
  let after = desk;
  for (const effect of effects)
    switch (effect.type) {
      case 'block.commit':
      case 'blocks.read':
      case 'ping':
        after = { ...after, asked: [...after.asked, effect] };
        break;
      case 'orderer.open': {
        if (!rule.hasOrdering) break;
        const { channel, stream } = effect;
        const opening = { channel, stream, isOpen: false, next: undefined, isPaused: false };
        after = { ...after, streams: [...after.streams, opening] };
        break;
      }
      case 'orderer.send': {
        const next = rule.soughtBy(effect.channel, effect.bytes);
        after = streamsOf(after, effect.stream, (one) => [{ ...one, next }]);
        break;
      }
      case 'orderer.pause':
      case 'orderer.resume': {
        const isPaused = effect.type === 'orderer.pause';
        after = streamsOf(after, effect.stream, (one) => [{ ...one, isPaused }]);
        break;
      }
      case 'orderer.close':
        after = streamsOf(after, effect.stream, () => []);
        break;
    }
  return after;
}

const isCommitOf = (one: Question, channel: string, number: bigint): boolean =>
  one.type === 'block.commit' && one.channel === channel && one.number === number;

const streamsOf = (
  desk: Desk,
  stream: number,
  change: (one: OrdererStream) => readonly OrdererStream[],
): Desk => ({
  ...desk,
  streams: desk.streams.flatMap((one) => (one.stream === stream ? change(one) : [one])),
});
