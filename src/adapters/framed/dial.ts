/** The dialling side of a framed transport: connect, Ping, then one stream at most. FRAM-2, FRAM-3. */
import { dialSocket, unlessLost } from '../dial-socket.js';
import { leafHashOf } from '../tls.js';
import { createFramedConnection, type FramedConnection } from './connection.js';
import type { FramedSettings } from './options.js';

/**
 * A connection on which Ping was answered. `signal` gives the dial up.
 * @throws Error naming the endpoint and what failed; then nothing is left open.
 */
export async function connectFramed(
  endpoint: string,
  settings: FramedSettings,
  signal: AbortSignal,
): Promise<FramedConnection> {
  const { tls, dialTimeoutMs, connTimeoutMs } = settings;
  try {
    const alpn = undefined;
    const dialled = await dialSocket({ endpoint, tls, alpn, timeoutMs: dialTimeoutMs, signal });
    const { socket, remoteTlsHash } = dialled;
    const waiting = { socket, timeoutMs: connTimeoutMs, what: 'no answer to Ping', signal };
    return await unlessLost<FramedConnection>(waiting, (done) =>
      createFramedConnection({
        socket,
        role: 'dialler',
        settings,
        localTlsHash: tls && leafHashOf(tls.clientCertPem ?? tls.certPem),
        remoteTlsHash,
        remoteAddress: endpoint,
        ready: done,
      }).ping(),
    );
  } catch (error) {
    throw new Error(`dial ${endpoint}: ${(error as Error).message}`, { cause: error });
  }
}
