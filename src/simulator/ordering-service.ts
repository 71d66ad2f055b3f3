/**
 * The ordering service of a simulation: chains of blocks, and streams that follow them. It speaks
 * AtomicBroadcast/Deliver as far as a peer sees it; who may read it does not judge.
 */
import { deliverResponseOf, seekStart } from './deliver-messages.js';

/** Blocks on their way on one stream: what a TCP window holds, about. */
const IN_FLIGHT_MAX = 10;

/** How responses reach the peer at the other end, in order. */
export interface OrderedStream {
  /** Calls `arrived` when the response is with the peer. */
  deliver(bytes: Uint8Array, arrived: () => void): void;
}

interface Follower {
  readonly channel: string;
  readonly stream: OrderedStream;
  /** Number of the next block to be sent; undefined before the seek. */
  next: number | undefined;
  inFlight: number;
  isPaused: boolean;
}

export interface OrderingService {
  /** The blocks of a channel so far. */
  chain(channel: string): readonly Uint8Array[];
  append(channel: string, block: Uint8Array): void;
  /** `key` names the stream from now on. */
  open(key: string, channel: string, stream: OrderedStream): void;
  /** A serialized common.Envelope with a SeekInfo. What does not decode is not answered. */
  send(key: string, bytes: Uint8Array): void;
  pause(key: string): void;
  resume(key: string): void;
  close(key: string): void;
  isOpen(key: string): boolean;
  /** The names of the open streams. */
  readonly keys: readonly string[];
}

export function createOrderingService(): OrderingService {
  const chains = new Map<string, Uint8Array[]>();
  const followers = new Map<string, Follower>();
  const chainOf = (channel: string) => chains.get(channel) ?? [];

  function pump(key: string, follower: Follower): void {
    const chain = chainOf(follower.channel);
    while (
      follower.next !== undefined &&
      !follower.isPaused &&
      follower.inFlight < IN_FLIGHT_MAX &&
      follower.next < chain.length
    ) {
      const block = chain[follower.next]!;
      follower.next += 1;
      follower.inFlight += 1;
      follower.stream.deliver(deliverResponseOf(block), () => {
        follower.inFlight -= 1;
        if (followers.get(key) === follower) pump(key, follower);
      });
    }
  }

  return {
    chain: chainOf,
    append(channel, block) {
      const chain = chains.get(channel);
      if (chain === undefined) chains.set(channel, [block]);
      else chain.push(block);
      for (const [key, follower] of followers)
        if (follower.channel === channel) pump(key, follower);
    },
    open(key, channel, stream) {
      followers.set(key, { channel, stream, next: undefined, inFlight: 0, isPaused: false });
    },
    send(key, bytes) {
      const follower = followers.get(key);
      if (follower === undefined) return;
      follower.next = seekStart(bytes, chainOf(follower.channel).length);
      pump(key, follower);
    },
    pause(key) {
      const follower = followers.get(key);
      if (follower !== undefined) follower.isPaused = true;
    },
    resume(key) {
      const follower = followers.get(key);
      if (follower === undefined) return;
      follower.isPaused = false;
      pump(key, follower);
    },
    close: (key) => void followers.delete(key),
    isOpen: (key) => followers.has(key),
    get keys() {
      return [...followers.keys()];
    },
  };
}
