/** Envelopes over plain TCP or TLS, length-prefixed (spec/08-framing.md). */
import { setMaxListeners } from 'node:events';
import type { Transport } from '../../ports.js';
import type { FramedConnection } from './connection.js';
import { connectFramed } from './dial.js';
import { type FramedTransportOptions, framedSettings } from './options.js';
import { type FramedServer, serveFramed } from './server.js';

/** A transport without gRPC. Guarantees and authentication are those of the gRPC one. */
export function createFramedTransport(options: FramedTransportOptions = {}): Transport {
  const settings = framedSettings(options);
  const servers = new Set<FramedServer>();
  const dialled = new Set<FramedConnection>();
  const abort = new AbortController();
  // One a dial that is under way.
  setMaxListeners(0, abort.signal);

  return {
    async serve(endpoint, accepted) {
      const server = await serveFramed(endpoint, settings, accepted);
      servers.add(server);
      return server.endpoint;
    },
    async dial(endpoint) {
      const connection = await connectFramed(endpoint, settings, abort.signal);
      dialled.add(connection);
      void connection.gone.then(() => dialled.delete(connection));
      connection.open();
      return connection.stream;
    },
    async ping(endpoint) {
      const connection = await connectFramed(endpoint, settings, abort.signal);
      connection.destroy();
    },
    async close() {
      abort.abort();
      const connections = [...dialled];
      for (const { stream } of connections) stream.end('OK');
      await Promise.all([...servers].map((server) => server.close()));
      await Promise.all(connections.map(({ gone }) => gone));
    },
  };
}
