/**
 * A folder of files over HTTP on loopback, for a browser on the same machine: the files that are there
 * when it starts, and nothing else.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { listen } from './listen.js';

export interface SiteFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface StaticSite {
  /** For the browser. */
  readonly address: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.mmd': 'text/plain; charset=utf-8',
  '.scxml': 'application/xml',
};

/** Every file of a folder, by its path on the server. @throws Error if there is no such folder. */
export const siteFiles = (folder: string): Map<string, SiteFile> =>
  new Map(
    readdirSync(folder).map((name) => [
      name === 'index.html' ? '/' : `/${name}`,
      {
        type: TYPES[extname(name)] ?? 'application/octet-stream',
        bytes: readFileSync(join(folder, name)),
      },
    ]),
  );

/** `port` 0 for one that the system chooses. @throws ListenError if it cannot listen there. */
export async function serveSite(
  files: ReadonlyMap<string, SiteFile>,
  port: number,
): Promise<StaticSite> {
  const server = createServer((request, response) => {
    const file = files.get((request.url ?? '/').split('?')[0]!);
    const isAsked = request.method === 'GET' || request.method === 'HEAD';
    if (file === undefined || !isAsked) {
      response.writeHead(file === undefined ? 404 : 405).end();
      return;
    }
    response.writeHead(200, {
      'content-type': file.type,
      'content-length': file.bytes.length,
      'cache-control': 'no-store',
      // The page needs nothing from elsewhere, and says so; it watches peers on this machine.
      'content-security-policy':
        "default-src 'self'; img-src 'self' blob:; connect-src 'self' ws://127.0.0.1:* ws://localhost:*",
      'x-content-type-options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : file.bytes);
  });
  await listen(server, { host: '127.0.0.1', port });
  const { port: bound } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
