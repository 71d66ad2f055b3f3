/** Ports for peers that must announce their endpoint before they listen on it. */
import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { UserMistake } from '../../adapters/user-mistake.js';

/**
 * Ports that nobody listens on just now. Not those that the system hands out: it gives the same ones to
 * outgoing connections, and would give a peer's away before the peer is up, or while it is down.
 */
const PORT_MIN = 10_240;
const PORT_MAX = 32_767;

/** Tries for each port that is wanted. */
const TRIES = 100;

/** host:port on 127.0.0.1, all different, free a moment ago. @throws UserMistake if there are none. */
export async function freeEndpoints(count: number): Promise<string[]> {
  const servers: Server[] = [];
  for (let tries = 0; servers.length < count && tries < count * TRIES; tries += 1) {
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server
        .once('error', () => resolve(false))
        .listen(randomInt(PORT_MIN, PORT_MAX + 1), '127.0.0.1', () => resolve(true));
    });
    if (isFree) servers.push(server);
  }
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  if (ports.length < count)
    throw new UserMistake(
      `127.0.0.1: expected ${count} free ports from ${PORT_MIN} to ${PORT_MAX}`,
    );
  return ports.map((port) => `127.0.0.1:${port}`);
}
