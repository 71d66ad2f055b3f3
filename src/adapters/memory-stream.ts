/** The two ends of one stream of the in-process network: order, latency, ends. */
import type { EndStatus } from '../peer/io.js';
import type { Clock, Stream, StreamListener } from '../ports.js';

export interface MemoryStream extends Stream {
  /** Called by the clock: what the other end did has arrived. */
  deliver(arrival: Arrival): void;
}

type Arrival =
  | { readonly bytes: Uint8Array }
  | { readonly status: EndStatus; readonly reason: string };

export interface MemoryEnd {
  readonly endpoint: string;
  readonly tlsHash: Uint8Array | undefined;
  /** Holds this end of the stream as long as it is open. */
  readonly open: Set<MemoryStream>;
}

/**
 * One direction between two endpoints. Takes each message with its size in bytes, in order, and calls
 * `arrive` in that order: at once, later, or never. `broken` is for it to call, once, if the stream
 * does not survive; both ends then see it ended.
 */
export type OpenWay = (
  from: string,
  to: string,
  broken: () => void,
) => (bytes: number, arrive: () => void) => void;

export interface MemoryStreamsOptions {
  readonly clock: Clock;
  /** The dialler. */
  readonly here: MemoryEnd;
  /** The acceptor. */
  readonly there: MemoryEnd;
  latency(from: string, to: string): number;
  readonly inFlightCountMax: number;
  readonly onOverflow: ((endpoint: string) => void) | undefined;
  readonly way: OpenWay | undefined;
}

/** An open stream: `near` is the end of the dialler, `far` that of the acceptor. */
export function createMemoryStreams(options: MemoryStreamsOptions): {
  readonly near: MemoryStream;
  readonly far: MemoryStream;
} {
  const { here, there } = options;
  const broken = (): void => {
    for (const end of [near, far]) end.deliver({ status: 'UNKNOWN', reason: 'connection reset' });
  };
  const near: MemoryStream = createEnd(
    here,
    there,
    createDirection(options, here, there, broken),
    () => far,
    {
      // Half-closing carries no status: whatever the dialler says, the acceptor sees an orderly end.
      statusSent: () => 'OK',
    },
  );
  const far: MemoryStream = createEnd(
    there,
    here,
    createDirection(options, there, here, broken),
    () => near,
    {
      statusSent: (status) => status,
    },
  );
  return { near, far };
}

type Carry = (bytes: number, arrive: () => void, isDroppable: boolean) => void;

/** One direction: nothing overtakes, even where the latency falls. */
function createDirection(
  options: MemoryStreamsOptions,
  from: MemoryEnd,
  to: MemoryEnd,
  broken: () => void,
): Carry {
  const { clock, inFlightCountMax, onOverflow, latency } = options;
  const pass = options.way?.(from.endpoint, to.endpoint, broken);
  let lastMs = Number.NEGATIVE_INFINITY;
  let inFlightCount = 0;
  const travel = (arrive: () => void): void => {
    lastMs = Math.max(lastMs, clock.now() + latency(from.endpoint, to.endpoint));
    clock.after(lastMs - clock.now(), () => {
      inFlightCount -= 1;
      arrive();
    });
  };
  return (bytes, arrive, isDroppable) => {
    if (isDroppable && inFlightCount >= inFlightCountMax) return onOverflow?.(to.endpoint);
    inFlightCount += 1;
    if (pass) pass(bytes, () => travel(arrive));
    else travel(arrive);
  };
}

function createEnd(
  own: MemoryEnd,
  remote: MemoryEnd,
  carry: Carry,
  other: () => MemoryStream,
  { statusSent }: { statusSent(status: EndStatus): EndStatus },
): MemoryStream {
  let listener: StreamListener | undefined;
  let early: Arrival[] = [];
  let isEnded = false;

  const finish = () => {
    isEnded = true;
    early = [];
    own.open.delete(stream);
  };
  const deliver = (arrival: Arrival): void => {
    if (isEnded) return;
    if (listener === undefined) {
      early.push(arrival);
    } else if ('bytes' in arrival) {
      listener.received(arrival.bytes);
    } else {
      finish();
      listener.ended(arrival.status, arrival.reason);
    }
  };
  const stream: MemoryStream = {
    remoteTlsHash: remote.tlsHash,
    localTlsHash: own.tlsHash,
    remoteAddress: remote.endpoint,
    send(bytes) {
      if (!isEnded) carry(bytes.length, () => other().deliver({ bytes }), true);
    },
    end(status) {
      if (isEnded) return;
      finish();
      const sent = statusSent(status);
      carry(
        0,
        () => other().deliver({ status: sent, reason: 'the remote ended the stream' }),
        false,
      );
    },
    listen(heard) {
      listener = heard;
      for (const arrival of early.splice(0)) deliver(arrival);
    },
    deliver,
  };
  own.open.add(stream);
  return stream;
}
