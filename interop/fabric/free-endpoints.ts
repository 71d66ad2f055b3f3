/** Ports for peers that must announce their endpoint before they listen on it. */
import { createServer } from 'node:net';

/** Endpoints that were free a moment ago, all different. */
export async function freeEndpoints(count: number): Promise<string[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const endpoints = await Promise.all(
    servers.map(
      (server) =>
        new Promise<string>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () =>
            resolve(`127.0.0.1:${(server.address() as { port: number }).port}`),
          );
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return endpoints;
}
