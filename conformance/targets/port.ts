/** Ports are assigned by bind-and-release; somebody may be faster. */
import { createServer } from 'node:net';

/** Whether host:port could be bound a moment ago. */
export function isFree(endpoint: string): Promise<boolean> {
  const colon = endpoint.lastIndexOf(':');
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(Number(endpoint.slice(colon + 1)), endpoint.slice(0, colon), () =>
      server.close(() => resolve(true)),
    );
  });
}

const LOOK_AGAIN_MS = 20;

/** Waits until host:port can be bound; false if that takes longer than `forMs`. */
export async function untilFree(endpoint: string, forMs: number): Promise<boolean> {
  const deadlineMs = Date.now() + forMs;
  for (;;) {
    if (await isFree(endpoint)) return true;
    if (Date.now() >= deadlineMs) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
