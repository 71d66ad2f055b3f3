/**
 * A listener in front of a party: passes bytes on as they are, through a gate for each direction. TLS
 * stays between the two ends, for their certificates are bound to the connection.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { HarnessError } from '../harness/verdict.js';
import type { Gate } from './gate.js';

/** What waits in a gate before its sender has to wait, too. Bytes. */
const WAITING_BYTES_MAX = 64 * 1024;

export interface FrontOptions {
  /** host:port to be reached at; port 0 for any. */
  readonly at: string;
  /** host:port of the party itself, now. */
  readonly to: () => string;
  /** Who dials; undefined = it is to be turned away. */
  readonly dialler: (socket: Socket) => Promise<string | undefined>;
  /** Gates there and back. */
  readonly gates: (
    dialler: string,
    broken: () => void,
  ) => { readonly there: Gate; readonly back: Gate };
  readonly release: (gate: Gate) => void;
}

export interface Front {
  /** host:port */
  readonly endpoint: string;
  /** Breaks what is open. */
  close(): Promise<void>;
}

/** @throws Error with code EADDRINUSE if the port is taken. */
export async function openFront(options: FrontOptions): Promise<Front> {
  const sockets = new Set<Socket>();
  let isClosed = false;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    // What was let through a moment too late.
    if (isClosed) socket.destroy();
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    socket.setNoDelay(true);
    return socket;
  };
  const { host, port } = addressOf(options.at);
  const server: Server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
    void admit(keep(socket), options, keep);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    endpoint: `${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        isClosed = true;
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function admit(
  socket: Socket,
  { to, dialler, gates, release }: FrontOptions,
  keep: (socket: Socket) => Socket,
): Promise<void> {
  const from = await dialler(socket);
  if (from === undefined || socket.destroyed) return void socket.destroy();
  let upstream: Socket | undefined;
  const broken = (): void => {
    socket.resetAndDestroy();
    upstream?.resetAndDestroy();
  };
  const { there, back } = gates(from, broken);
  const closed = (): void => {
    if (!socket.destroyed || upstream?.destroyed === false) return;
    release(there);
    release(back);
  };
  socket.once('close', closed);
  // A connection needs both ways before it exists.
  there.pass(0, () =>
    back.pass(0, () => {
      if (socket.destroyed) return;
      upstream = keep(connect({ ...addressOf(to()), allowHalfOpen: true }));
      upstream.once('close', closed);
      relay(socket, upstream, there);
      relay(upstream, socket, back);
      socket.resume();
    }),
  );
}

/** All that one end sends, its end and its break included, goes through the gate. */
function relay(from: Socket, to: Socket, gate: Gate): void {
  const slow = (): void => {
    if (gate.waitingBytes > WAITING_BYTES_MAX || to.writableNeedDrain) from.pause();
  };
  const quick = (): void => {
    if (gate.waitingBytes <= WAITING_BYTES_MAX && !to.writableNeedDrain) from.resume();
  };
  from.on('data', (chunk: Buffer) => {
    gate.pass(chunk.length, () => {
      if (to.writable) to.write(chunk);
      quick();
    });
    slow();
  });
  to.on('drain', quick);
  from.once('end', () => gate.pass(0, () => void to.end()));
  from.once('close', (hadError) => {
    if (hadError) gate.pass(0, () => void to.resetAndDestroy());
    else if (!from.readableEnded) gate.pass(0, () => void to.destroy());
  });
}

export function addressOf(endpoint: string): { readonly host: string; readonly port: number } {
  const colon = endpoint.lastIndexOf(':');
  const port = Number(endpoint.slice(colon + 1));
  if (colon < 1 || !Number.isInteger(port)) throw new HarnessError(`${endpoint} is no host:port`);
  return { host: endpoint.slice(0, colon), port };
}
