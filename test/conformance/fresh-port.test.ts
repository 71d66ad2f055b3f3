import { createServer, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listenFresh } from '../../conformance/harness/wire/fresh-port.js';

/** A server to which the system gives these ports, one after the other. */
function serverGiven(...ports: readonly number[]): Server {
  const server = createServer();
  const listen: (port: number, host: string) => Server = server.listen.bind(server);
  const left = [...ports];
  return Object.assign(server, { listen: () => listen(left.shift()!, '127.0.0.1') });
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listenFresh(server, '127.0.0.1', 0);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the port of a probe', () => {
  it('is none that a probe before has had, though it is free again', async () => {
    const used = await freePort();
    const server = serverGiven(used, used, 0);
    const port = await listenFresh(server, '127.0.0.1', 0);
    server.close();
    expect(port).not.toBe(used);
  });

  it('is the one that is asked for, whoever had it', async () => {
    const used = await freePort();
    const server = createServer();
    expect(await listenFresh(server, '127.0.0.1', used)).toBe(used);
    const second = createServer();
    await expect(listenFresh(second, '127.0.0.1', used)).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    server.close();
  });
});
