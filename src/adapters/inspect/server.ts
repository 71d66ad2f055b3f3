/**
 * A trace over a WebSocket on loopback: whoever comes gets the past, then each line as it happens, one line
 * in each message. Nothing that comes from the other side is read. The peer never waits: who reads too
 * slowly is cut off.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FileLine } from '../../trace/told.js';
import { listen } from '../listen.js';
import type { History } from './history.js';

export interface InspectServer {
  /** ws://127.0.0.1:PORT */
  readonly address: string;
  /** How many watch. */
  readonly watcherCount: number;
  tell(line: FileLine): void;
  close(): Promise<void>;
}

export interface InspectOptions {
  /** 0 for one that the system chooses. */
  readonly port: number;
  readonly history: Pick<History, 'lines'>;
  /** What may wait for a reader, bytes. Default 8 MiB. */
  readonly waitingMax?: number;
  /** Told why somebody was refused or cut off. */
  readonly onRefused?: (why: string) => void;
}

const WAITING_MAX = 8 * 1024 * 1024;
const WATCHERS_MAX = 8;
/** Nobody has anything to say to a peer here. */
const RECEIVED_BYTES_MAX = 1_024;
/** Until then who was cut off can read why. */
const FAREWELL_MS = 2_000;
const GOING_AWAY = 1_001;
const TRY_AGAIN_LATER = 1_013;
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

/** @throws ListenError if it cannot listen there. */
export async function serveInspection(options: InspectOptions): Promise<InspectServer> {
  const { port, history, waitingMax = WAITING_MAX, onRefused = () => {} } = options;
  const watchers = new Set<WebSocket>();
  const server = createServer((_, response) => {
    response.writeHead(426, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('Here is a WebSocket: fabric-gossip studio --connect shows what it tells.\n');
  });
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: RECEIVED_BYTES_MAX,
  });
  server.on('upgrade', (request, socket, head) => {
    const why = refusalOf(request, watchers.size);
    if (why === undefined)
      return sockets.handleUpgrade(request, socket, head, (watcher) => begin(watcher));
    onRefused(why);
    socket.on('error', () => {});
    socket.end(
      `HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n${why}\n`,
    );
  });

  function begin(watcher: WebSocket): void {
    watchers.add(watcher);
    watcher.on('close', () => watchers.delete(watcher));
    // A connection that breaks ends by `close`.
    watcher.on('error', () => {});
    for (const line of history.lines()) send(watcher, JSON.stringify(line));
  }

  function send(watcher: WebSocket, text: string): void {
    if (watcher.readyState !== watcher.OPEN) return;
    if (watcher.bufferedAmount + text.length <= waitingMax) return watcher.send(text);
    const why = `reads too slowly: ${waitingMax} bytes wait`;
    onRefused(why);
    watchers.delete(watcher);
    watcher.close(TRY_AGAIN_LATER, why);
    setTimeout(() => watcher.terminate(), FAREWELL_MS).unref();
  }

  await listen(server, { host: '127.0.0.1', port });
  const { port: bound } = server.address() as AddressInfo;
  return {
    address: `ws://127.0.0.1:${bound}`,
    get watcherCount() {
      return watchers.size;
    },
    tell(line) {
      if (watchers.size === 0) return;
      const text = JSON.stringify(line);
      for (const watcher of watchers) send(watcher, text);
    },
    close: () =>
      new Promise((resolve) => {
        for (const watcher of watchers) {
          watcher.close(GOING_AWAY, 'the peer has stopped');
          setTimeout(() => watcher.terminate(), FAREWELL_MS).unref();
        }
        server.close(() => resolve());
        sockets.close();
      }),
  };
}

/**
 * A page from elsewhere may not look into peers of this machine: its origin says where it is from, and the
 * host that it asked for, if a name of its own leads here.
 */
function refusalOf({ headers }: IncomingMessage, watcherCount: number): string | undefined {
  const { origin, host = '' } = headers;
  if (!LOOPBACK.test(host)) return `host ${host || 'missing'}: expected 127.0.0.1 or localhost`;
  const place = origin === undefined ? undefined : /^https?:\/\/(.*)$/.exec(origin)?.[1];
  if (origin !== undefined && (place === undefined || !LOOPBACK.test(place)))
    return `origin ${origin}: expected a page of this machine`;
  return watcherCount < WATCHERS_MAX ? undefined : `${WATCHERS_MAX} watch already`;
}
