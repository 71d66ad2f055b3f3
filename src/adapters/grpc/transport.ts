/** Fabric's wire: gossip.Gossip over gRPC, on mutual TLS or, without TLS, on plaintext HTTP/2. */
import { setMaxListeners } from 'node:events';
import type { Transport } from '../../ports.js';
import { dialGossip } from './dial.js';
import { type GrpcTransportOptions, grpcSettings } from './options.js';
import { type GossipServer, serveGossip } from './server.js';
import type { GrpcStream } from './stream.js';

/**
 * A transport that speaks to real Fabric peers. Streams are ordered and reliable up to their bounded
 * send queue; the remote's certificate is asked for, not judged, unless `clientAuthRequired`.
 */
export function createGrpcTransport(options: GrpcTransportOptions = {}): Transport {
  const settings = grpcSettings(options);
  const servers = new Set<GossipServer>();
  const dialled = new Set<GrpcStream>();
  const abort = new AbortController();
  // One a dial that is under way.
  setMaxListeners(0, abort.signal);

  return {
    async serve(endpoint, accepted) {
      const server = await serveGossip(endpoint, settings, accepted);
      servers.add(server);
      return server.endpoint;
    },
    async dial(endpoint) {
      const client = await dialGossip(endpoint, settings, abort.signal);
      const stream = client.open(() => dialled.delete(stream));
      dialled.add(stream);
      return stream;
    },
    async ping(endpoint) {
      const client = await dialGossip(endpoint, settings, abort.signal);
      client.close();
    },
    async close() {
      abort.abort();
      const streams = [...dialled];
      for (const stream of streams) stream.end('OK');
      await Promise.all([...servers].map((server) => server.close()));
      await Promise.all(streams.map((stream) => stream.gone));
    },
  };
}
