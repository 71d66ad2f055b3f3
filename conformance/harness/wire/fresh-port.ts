/** Ports for probes that serve: none twice. */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** The system hands out tens of thousands in no order: a few attempts find one that is new. */
const ATTEMPTS = 50;

/** What the system has given to anybody in this process, whether still open or not. */
const given = new Set<number>();

/**
 * Listens, and returns the port. Of port 0 the system chooses, and may choose one that a probe before
 * had: a target that still knows that probe dials it there, finds another, and ends the link of both.
 * @throws Error with code EADDRINUSE if the port is taken.
 */
export async function listenFresh(server: Server, host: string, port: number): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    server.listen(port, host);
    await once(server, 'listening');
    const { port: got } = server.address() as AddressInfo;
    if (port !== 0) return got;
    if (!given.has(got) || attempt === ATTEMPTS) {
      given.add(got);
      return got;
    }
    server.close();
    await once(server, 'close');
  }
}
