/**
 * The operations service of a peer, as Fabric's: `/metrics`, `/healthz` and `/version` over HTTP, for those
 * who run the peer and not for other peers. Plain HTTP: put it on loopback, or behind something that guards it.
 *
 * Implements spec/14-observability.md, OBSV-11 to OBSV-15.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Failure } from '../ports.js';
import { endpointOf, formatEndpoint } from './endpoint.js';
import { listen } from './listen.js';

export interface OperationsOptions {
  /** host:port, port 0 for any. */
  readonly endpoint: string;
  /** Left out: there is no `/metrics`. */
  readonly metrics?: { readonly contentType: string; text(): Promise<string> } | undefined;
  readonly failures: () => readonly Failure[];
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface Operations {
  /** What was bound, host:port. */
  readonly endpoint: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const JSON_TYPE = 'application/json';
const json = (status: number, value: unknown): Answer => ({
  status,
  contentType: JSON_TYPE,
  body: `${JSON.stringify(value)}\n`,
});
const failure = (status: number, error: string): Answer => json(status, { Error: error });

/** @throws ListenError if it cannot listen there. */
export async function serveOperations(options: OperationsOptions): Promise<Operations> {
  const server = createServer((request, response) => {
    answerTo(request, options)
      .catch((error: Error) => failure(500, error.message))
      .then((answer) => write(response, request.method === 'HEAD', answer));
  });
  // Whoever says nothing holds no connection for long.
  server.requestTimeout = 10_000;
  server.headersTimeout = 10_000;
  server.maxConnections = 100;
  const endpoint = endpointOf(options.endpoint);
  await listen(server, endpoint);
  const { port: bound } = server.address() as AddressInfo;
  return {
    endpoint: formatEndpoint({ ...endpoint, port: bound }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerTo(request: IncomingMessage, options: OperationsOptions): Promise<Answer> {
  const { metrics, version } = options;
  const [path] = (request.url ?? '/').split('?');
  const known = ['/healthz', '/version', ...(metrics ? ['/metrics'] : [])];
  if (!known.includes(path!))
    return failure(404, `no such page: ${path}; there are ${known.join(', ')}`);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return failure(405, `invalid request method: ${request.method}; expected GET`);
  if (path === '/version') return json(200, { CommitSHA: '', Version: version });
  if (path === '/healthz') return healthOf(options);
  return { status: 200, contentType: metrics!.contentType, body: await metrics!.text() };
}

/** OBSV-12, OBSV-13 */
function healthOf({ failures, now }: OperationsOptions): Answer {
  const failed = failures();
  const time = new Date(now()).toISOString();
  if (failed.length === 0) return json(200, { status: 'OK', time });
  return json(503, { status: 'Service Unavailable', time, failed_checks: failed });
}

function write(response: ServerResponse, isHead: boolean, answer: Answer): void {
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
    'cache-control': 'no-store',
  });
  response.end(isHead ? undefined : answer.body);
}
