/** Ports for tests: one that nobody listens on, one that accepts and never speaks. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const { endpoint, close } = await listenSilently();
  await close();
  return Number(endpoint.split(':')[1]);
}

export async function listenSilently(): Promise<{
  readonly endpoint: string;
  /** Resolves when every connection that was made is closed again. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}> {
  const sockets = new Set<Socket>();
  const closed: Promise<void>[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    closed.push(new Promise((resolve) => socket.once('close', () => resolve())));
    // Without reading, the end of a connection would go unnoticed.
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    allClosed: async () => void (await Promise.all(closed)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export interface Proxy {
  readonly endpoint: string;
  /** One for each connection that was made; resolves when the dialler's side of it is closed. */
  readonly closed: readonly Promise<void>[];
  /** Passes nothing on any more, and keeps the connections open. */
  hush(): void;
  /** Resets every connection. */
  cut(): void;
  close(): Promise<void>;
}

/** A port that passes everything on to `port`. */
export async function listenAsProxy(port: number): Promise<Proxy> {
  const pairs: { readonly near: Socket; readonly far: Socket }[] = [];
  const closed: Promise<void>[] = [];
  const server = createServer((near) => {
    closed.push(new Promise((resolve) => near.once('close', () => resolve())));
    const far = connect(port, '127.0.0.1').on('error', () => {});
    near
      .on('error', () => {})
      .pipe(far)
      .pipe(near);
    pairs.push({ near, far });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const { near, far } of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  };
  return {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    closed,
    hush() {
      for (const { near, far } of pairs) {
        near.unpipe(far).pause();
        far.unpipe(near).pause();
      }
    },
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
