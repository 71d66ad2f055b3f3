/** Deliver streams inside this process: orderers of the suite, and a client for a reference peer. */
import type { OpenWay } from '../../src/adapters/memory-stream.js';
import type { DeliverStream, OrdererClient } from '../../src/ports.js';
import type { CaseClock } from '../harness/clock.js';
import type { DeliverCall, DeliverServer } from '../harness/wire/deliver-server.js';

/** How long a message takes either way. Milliseconds. */
const LATENCY_MS = 1;
/** How long a client waits for a connection. Milliseconds. */
const DIAL_TIMEOUT_MS = 1_000;

export interface MemoryOrderers {
  serve(endpoint: string, accepted: (call: DeliverCall) => void): DeliverServer;
  /** One for each node, by its name. */
  client(name: string): OrdererClient;
}

export function memoryOrderers(clock: Pick<CaseClock, 'after'>, way: OpenWay): MemoryOrderers {
  const servers = new Map<string, (call: DeliverCall) => void>();
  return {
    serve(endpoint, accepted) {
      servers.set(endpoint, accepted);
      return { endpoint, close: () => servers.delete(endpoint) };
    },
    client(name) {
      const open = new Set<DeliverStream>();
      return {
        open: (endpoint) =>
          new Promise((resolve, reject) => {
            let isOver = false;
            const fail = (reason: string) => (): void => {
              isOver = true;
              reject(new Error(`${endpoint}: ${reason}`));
            };
            const accepted = servers.get(endpoint);
            if (!accepted) return fail('nobody listens')();
            const cancel = clock.after(DIAL_TIMEOUT_MS, fail('no connection in time'));
            const lost = fail('the connection was lost');
            const answer = (): void => {
              if (isOver) return;
              cancel();
              const stream = connect(clock, accepted, { way, name, endpoint });
              open.add(stream);
              resolve(stream);
            };
            way(name, endpoint, lost)(0, () => way(endpoint, name, lost)(0, answer));
          }),
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
  between: { readonly way: OpenWay; readonly name: string; readonly endpoint: string },
): DeliverStream {
  const { way, name, endpoint } = between;
  const toClient: (() => void)[] = [];
  let client: Parameters<DeliverStream['listen']>[0] | undefined;
  let server: Parameters<DeliverCall['listen']>[0] | undefined;
  let isPaused = false;
  let isOver = false;
  const broken = (): void => {
    if (isOver) return;
    isOver = true;
    client?.ended('the connection was reset');
    server?.ended();
  };
  const there = way(name, endpoint, broken);
  const back = way(endpoint, name, broken);
  const later = (act: () => void): void => void clock.after(LATENCY_MS, act);
  const drain = (): void => {
    while (client && !isPaused && !isOver && toClient.length > 0) toClient.shift()!();
  };
  const tell = (bytes: number, act: () => void): void =>
    back(bytes, () =>
      later(() => {
        toClient.push(act);
        drain();
      }),
    );
  const ends = (reason: string) => () =>
    tell(0, () => {
      isOver = true;
      client?.ended(reason);
    });
  accepted({
    remote: 'memory',
    send: (bytes) => tell(bytes.length, () => client?.received(bytes)),
    end: ends('the orderer ended the stream'),
    abort: ends('the orderer broke the stream'),
    listen: (listener) => {
      server = listener;
    },
  });
  return {
    send: (bytes) => there(bytes.length, () => later(() => server?.received(bytes))),
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
      // In the midst of its step, nobody could pause it again between two messages.
      later(drain);
    },
    close() {
      if (isOver) return;
      isOver = true;
      there(0, () => later(() => server?.ended()));
    },
    listen(listener) {
      client = listener;
      drain();
    },
  };
}
