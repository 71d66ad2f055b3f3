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
