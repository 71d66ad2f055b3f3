/**
 * Streams between simulated peers on which nothing moves by itself: what is under way waits, each direction in its
 * order, until somebody says that it arrives or is lost.
 */
import type { EndStatus, LinkId } from '../../peer/io.js';
import type { Received } from '../../peer/received.js';
import { type End, type Node, sentOf } from '../node.js';
import { endOf } from '../streams.js';
import { tellDropped, type World } from '../world.js';

export type UnderWay =
  | { readonly what: 'envelope'; readonly message: Received }
  | { readonly what: 'opened' | 'accepted' | 'failed' | 'broken' }
  | { readonly what: 'ended'; readonly status: EndStatus };

export interface Wires {
  /** `acceptedAs`: the name of the link at the other end. Fails if nobody runs there. */
  dial(from: Node, link: LinkId, to: Node | undefined, acceptedAs: LinkId): void;
  send(from: Node, link: LinkId, message: Received): void;
  end(node: Node, link: LinkId, status: EndStatus): void;
  /** All streams of a peer that is gone. */
  breakOf(node: Node): void;
  /** Nothing that is sent from now on arrives on streams between such peers, and both ends will see a break. */
  cut(isBetween: (one: Node, other: Node) => boolean): void;
  /** This end sees the break, and loses what was under way before. Whether there is one behind what comes next. */
  breakNow(node: Node, link: LinkId): boolean;
  /** What comes next to this end of a stream; undefined if nothing is on its way. */
  next(node: Node, link: LinkId): UnderWay | undefined;
  /** Takes it from its way. An end, a break, or a dial that has failed closes the end to which it comes. */
  take(node: Node, link: LinkId): void;
  /** Whether nothing is under way to this peer. */
  isQuiet(node: Node): boolean;
}

const CLOSING: ReadonlySet<UnderWay['what']> = new Set(['failed', 'ended', 'broken']);

export function createWires(world: () => World): Wires {
  const coming = new WeakMap<End, UnderWay[]>();
  const comingTo = (end: End): UnderWay[] => coming.get(end)!;

  /** Behind a break nothing comes. */
  const takesMore = (end: End): boolean => end.isOpen && comingTo(end).at(-1)?.what !== 'broken';

  function opened(node: Node, link: LinkId, other: Node, first: UnderWay): End {
    const end = endOf(world(), node, link, other);
    node.streams.set(link, end);
    coming.set(end, [first]);
    return end;
  }

  function close(end: End): void {
    end.isOpen = false;
    end.node.streams.delete(end.link);
    for (const item of comingTo(end).splice(0))
      if (item.what === 'envelope' && end.far !== undefined)
        tellDropped(world(), end.far.node, end.node, item.message, 'unreachable');
  }

  function end(node: Node, link: LinkId, status: EndStatus): void {
    const own = node.streams.get(link);
    if (own === undefined) return;
    close(own);
    if (own.far && takesMore(own.far)) comingTo(own.far).push({ what: 'ended', status });
  }

  return {
    dial(from, link, to, acceptedAs) {
      if (to?.peer === undefined) {
        opened(from, link, from, { what: 'failed' });
        return;
      }
      const near = opened(from, link, to, { what: 'opened' });
      const far = opened(to, acceptedAs, from, { what: 'accepted' });
      near.far = far;
      far.far = near;
    },
    send(from, link, message) {
      const far = from.streams.get(link)?.far;
      if (far === undefined) return;
      const { node: to } = far;
      for (const observer of world().told.sent)
        observer.sent(from, to, sentOf(message), world().nowMs);
      if (takesMore(far)) comingTo(far).push({ what: 'envelope', message });
      else tellDropped(world(), from, to, message, 'unreachable');
    },
    end,
    breakOf(node) {
      for (const link of [...node.streams.keys()]) end(node, link, 'UNKNOWN');
    },
    cut(isBetween) {
      for (const node of world().nodes)
        for (const own of node.streams.values())
          if (own.far && isBetween(node, own.far.node) && takesMore(own))
            comingTo(own).push({ what: 'broken' });
    },
    breakNow(node, link) {
      const own = node.streams.get(link);
      const coming = own && comingTo(own);
      if (own === undefined || coming!.length < 2 || takesMore(own)) return false;
      close(own);
      return true;
    },
    next(node, link) {
      const own = node.streams.get(link);
      return own && comingTo(own)[0];
    },
    take(node, link) {
      const own = node.streams.get(link)!;
      const item = comingTo(own).shift();
      if (item?.what !== undefined && CLOSING.has(item.what)) close(own);
    },
    isQuiet: (node) => [...node.streams.values()].every((own) => comingTo(own).length === 0),
  };
}
