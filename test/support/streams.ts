/** Streams that remember what happened to them. */
import type { EndStatus } from '../../src/peer/io.js';
import type { Stream } from '../../src/ports.js';

export interface Recorder {
  readonly stream: Stream;
  readonly received: Uint8Array[];
  readonly ends: { readonly status: EndStatus; readonly reason: string }[];
  /** What to do with the next message, beside keeping it. */
  react: ((bytes: Uint8Array) => void) | undefined;
  /** Resolves when `count` messages have arrived. */
  holds(count: number): Promise<void>;
  /** Resolves when the remote ended the stream. */
  readonly ended: Promise<void>;
}

/** Waits, without a clock, until a condition that somebody else makes true holds. */
class Condition {
  private waiting: { readonly isMet: () => boolean; readonly resolve: () => void }[] = [];
  met(isMet: () => boolean): Promise<void> {
    if (isMet()) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ isMet, resolve }));
  }
  changed(): void {
    this.waiting = this.waiting.filter(({ isMet, resolve }) => !isMet() || resolve());
  }
}

/** Listens to a stream and keeps everything. */
export function record(stream: Stream): Recorder {
  const received: Uint8Array[] = [];
  const ends: Recorder['ends'] = [];
  const condition = new Condition();
  const recorder: Recorder = {
    stream,
    received,
    ends,
    react: undefined,
    holds: (count) => condition.met(() => received.length >= count),
    ended: condition.met(() => ends.length > 0),
  };
  stream.listen({
    received(bytes) {
      received.push(bytes);
      recorder.react?.(bytes);
      condition.changed();
    },
    ended(status, reason) {
      ends.push({ status, reason });
      condition.changed();
    },
  });
  return recorder;
}

const growth = new WeakMap<readonly Recorder[], Condition>();

/** An `accepted` callback that records every stream into `into`. */
export function recordAll(into: Recorder[]): (stream: Stream) => void {
  const condition = new Condition();
  growth.set(into, condition);
  return (stream) => {
    into.push(record(stream));
    condition.changed();
  };
}
/** Resolves when `into` has `count` streams. */
recordAll.grown = (into: readonly Recorder[], count: number): Promise<void> =>
  growth.get(into)!.met(() => into.length >= count);
