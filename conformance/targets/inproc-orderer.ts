/** Deliver streams inside this process: orderers of the suite, and a client for a reference peer. */
import type { DeliverStream, OrdererClient } from '../../src/ports.js';
import type { CaseClock } from '../harness/clock.js';
import type { DeliverCall, DeliverServer } from '../harness/wire/deliver-server.js';

/** How long a message takes either way. Milliseconds. */
const LATENCY_MS = 1;

export interface MemoryOrderers {
  serve(endpoint: string, accepted: (call: DeliverCall) => void): DeliverServer;
  /** One for each node. */
  client(): OrdererClient;
}

export function memoryOrderers(clock: Pick<CaseClock, 'after'>): MemoryOrderers {
  const servers = new Map<string, (call: DeliverCall) => void>();
  return {
    serve(endpoint, accepted) {
      servers.set(endpoint, accepted);
      return { endpoint, close: () => servers.delete(endpoint) };
    },
    client() {
      const open = new Set<DeliverStream>();
      return {
        async open(endpoint) {
          const accepted = servers.get(endpoint);
          if (!accepted) throw new Error(`${endpoint}: nobody listens`);
          const stream = connect(clock, accepted);
          open.add(stream);
          return stream;
        },
        async close() {
          for (const stream of open) stream.close();
        },
      };
    },
  };
}

/** The two ends of one stream. What is sent arrives in order, a moment later. */
function connect(
  clock: Pick<CaseClock, 'after'>,
  accepted: (call: DeliverCall) => void,
): DeliverStream {
  const toClient: (() => void)[] = [];
  let client: Parameters<DeliverStream['listen']>[0] | undefined;
  let server: Parameters<DeliverCall['listen']>[0] | undefined;
  let isPaused = false;
  let isOver = false;
  const later = (act: () => void): void => void clock.after(LATENCY_MS, act);
  const drain = (): void => {
    while (client && !isPaused && !isOver && toClient.length > 0) toClient.shift()!();
  };
  const tell = (act: () => void): void =>
    later(() => {
      toClient.push(act);
      drain();
    });
  const ends = (reason: string) => () =>
    tell(() => {
      isOver = true;
      client?.ended(reason);
    });
  accepted({
    remote: 'memory',
    send: (bytes) => tell(() => client?.received(bytes)),
    end: ends('the orderer ended the stream'),
    abort: ends('the orderer broke the stream'),
    listen: (listener) => {
      server = listener;
    },
  });
  return {
    send: (bytes) => later(() => server?.received(bytes)),
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
      drain();
    },
    close() {
      if (isOver) return;
      isOver = true;
      later(() => server?.ended());
    },
    listen(listener) {
      client = listener;
      drain();
    },
  };
}
