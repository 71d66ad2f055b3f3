/** Listening on an endpoint, and what to say when that fails. */
import type { Server } from 'node:net';
import { type Endpoint, formatEndpoint } from './endpoint.js';
import { UserMistake } from './user-mistake.js';

const REASONS: Record<string, string> = {
  EADDRINUSE:
    'another process listens there; stop it, or take another port (0 lets the system choose)',
  EACCES: 'this user may not listen there; take a port from 1024 to 65535',
  EADDRNOTAVAIL:
    'no network interface has this address; take one of this machine, or 0.0.0.0 for all',
  ENOTFOUND: 'the host name does not resolve; take an address of this machine, or 0.0.0.0 for all',
};

/** A peer that cannot listen. `code` is the system's, for example EADDRINUSE. */
export class ListenError extends UserMistake {
  override readonly name = 'ListenError';
  readonly code: string;
  constructor(endpoint: string, cause: NodeJS.ErrnoException) {
    const code = cause.code ?? 'unknown';
    super(`cannot listen on ${endpoint}: ${REASONS[code] ?? cause.message} (${code})`, { cause });
    this.code = code;
  }
}

/** Resolves once `server` is bound. @throws ListenError naming the endpoint and what is allowed. */
export function listen(server: Server, endpoint: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(new ListenError(formatEndpoint(endpoint), error));
    server.once('error', fail);
    server.listen(
      { port: endpoint.port, ...(endpoint.host !== '' && { host: endpoint.host }) },
      () => {
        server.off('error', fail);
        // Failing to accept one connection (out of descriptors, say) is no reason to end the process.
        server.on('error', () => {});
        resolve();
      },
    );
  });
}
