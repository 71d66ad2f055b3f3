/**
 * Why a node that was started cannot be used, in words for its author: what is there, and what is missing.
 * Looks once, from the outside in: socket, TLS, certificate, HTTP/2, Ping.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { pingUntil } from './ping.js';

const LOOK_MS_MAX = 2_000;

/** A sentence without its full stop; undefined if Ping answers as it has to. */
export async function diagnosis(endpoint: string, tlsDir: string): Promise<string | undefined> {
  const colon = endpoint.lastIndexOf(':');
  const place = { host: endpoint.slice(0, colon), port: Number(endpoint.slice(colon + 1)) };
  const refused = await noSocket(place);
  if (refused !== undefined)
    return `nothing listens on ${endpoint} (${refused}); listen there as soon as it is started`;
  const leafPem = readFileSync(join(tlsDir, 'server.crt'));
  const tls = await tlsAt(place, new X509Certificate(leafPem));
  if (tls !== undefined) return tls;
  const tlsCaPem = readFileSync(join(tlsDir, 'ca.crt'));
  const never = new Promise<never>(() => {});
  return pingUntil({ endpoint, tlsCaPem, leafPem, forMs: LOOK_MS_MAX, abandon: never }).then(
    () => undefined,
    (error: Error) =>
      `it speaks TLS but does not answer gossip.Gossip/Ping: ${error.message}; serve the gRPC service of proto/gossip/message.proto, Ping answers an Empty`,
  );
}

type Place = { readonly host: string; readonly port: number };

function noSocket(place: Place): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connectTcp(place);
    const done = (reason: string | undefined): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.setTimeout(LOOK_MS_MAX, () => done('no answer'));
    socket.once('connect', () => done(undefined));
    socket.once('error', (error) => done((error as NodeJS.ErrnoException).code ?? error.message));
  });
}

/** What is wrong with the TLS there; undefined if it is the node's certificate, and HTTP/2. */
function tlsAt(place: Place, leaf: X509Certificate): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connectTls({
      ...place,
      servername: 'localhost',
      ALPNProtocols: ['h2'],
      // It is judged by its certificate, below.
      rejectUnauthorized: false,
    });
    const done = (reason: string | undefined): void => {
      socket.destroy();
      resolve(reason);
    };
    const mute = (reason: string): void =>
      done(`it listens, but does not speak TLS with tls/server.crt and tls/server.key (${reason})`);
    socket.setTimeout(LOOK_MS_MAX, () => mute(`no handshake within ${LOOK_MS_MAX} ms`));
    socket.once('error', (error) => mute(error.message));
    socket.once('close', () => mute('it closed the connection'));
    socket.once('secureConnect', () => {
      const { raw, subject } = socket.getPeerCertificate();
      if (!raw?.equals(leaf.raw))
        return done(
          `it speaks TLS, but with another certificate (${subject?.CN ?? 'none'}) than tls/server.crt`,
        );
      if (socket.alpnProtocol !== 'h2')
        return done('it speaks TLS, but does not offer HTTP/2 (ALPN h2), on which gRPC runs');
      done(undefined);
    });
  });
}
