/**
 * Benign variants: the reference with other habits. Every case must pass on each of them, or it judges
 * what the specification leaves open.
 */
import { toBinary } from '@bufbuild/protobuf';
import type { Stream, Transport } from '../../src/ports.js';
import { EnvelopeSchema, GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import { messageOf, sealed } from '../harness/wire/messages.js';
import type { CoreModules } from './core-modules.js';
import { type Variant, variant } from './mutant.js';

type ParametersOf = CoreModules['adapters/settings/parameters-of']['parametersOf'];
type Parameters = ReturnType<ParametersOf>;
type CreateHost = CoreModules['adapters/host']['createHost'];
type HostOptions = globalThis.Parameters<CreateHost>[0];

const withParameters = (id: string, habit: string, change: (given: Parameters) => object) =>
  variant({
    id: `variant/${id}`,
    habit,
    module: 'adapters/settings/parameters-of',
    entry: 'parametersOf',
    by:
      ({ parametersOf }) =>
      (settings) => {
        const given = parametersOf(settings);
        return { ...given, ...change(given) };
      },
  });

const withHost = (
  id: string,
  habit: string,
  change: (given: HostOptions) => Partial<HostOptions>,
) =>
  variant({
    id: `variant/${id}`,
    habit,
    module: 'adapters/host',
    entry: 'createHost',
    by:
      ({ createHost }) =>
      (options) =>
        createHost({ ...options, ...(change(options as HostOptions) as object) }),
  });

/** What a slow peer takes for each message, either way. Milliseconds. */
const SLOW_MS = 20;

const fifthLess = (ms: number): number => Math.round(0.8 * ms);

const EMPTY = toBinary(
  EnvelopeSchema,
  sealed(messageOf({ tag: Tag.EMPTY, content: { case: 'empty', value: {} } })),
);

export const VARIANTS: readonly Variant[] = [
  withHost('chatty', 'sends an Empty message after each of its own', ({ transport }) => ({
    transport: around(transport, (stream) => ({
      send(bytes) {
        stream.send(bytes);
        stream.send(EMPTY);
      },
    })),
  })),
  withHost('slow', `takes ${SLOW_MS} ms for each message, either way`, ({ transport, clock }) => ({
    transport: around(transport, (stream) => ({
      send: (bytes) => void clock.after(SLOW_MS, () => stream.send(bytes)),
      end: (status) => void clock.after(SLOW_MS, () => stream.end(status)),
      listen: (listener) =>
        stream.listen({
          received: (bytes) => void clock.after(SLOW_MS, () => listener.received(bytes)),
          ended: (status, reason) =>
            void clock.after(SLOW_MS, () => listener.ended(status, reason)),
        }),
    })),
  })),
  withHost(
    'other-sampling',
    'draws from those who are eligible in another order',
    ({ choose }) => ({
      choose: {
        nonce: () => choose.nonce(),
        sample: (candidates, count, takesPart) =>
          [...choose.sample([...candidates].reverse(), count, takesPart)].reverse(),
      },
    }),
  ),
  withParameters('early', 'beats, publishes and asks a fifth more often than it is told', (p) => ({
    aliveTimeInterval: fifthLess(p.aliveTimeInterval),
    publishStateInfoInterval: fifthLess(p.publishStateInfoInterval),
    requestStateInfoInterval: fifthLess(p.requestStateInfoInterval),
    pullInterval: fifthLess(p.pullInterval),
  })),
  withParameters('split', 'sends every pushed message in a burst of its own', () => ({
    maxPropagationBurstSize: 1,
  })),
  withParameters('merged', 'gathers what it pushes for ten times as long', (p) => ({
    maxPropagationBurstLatency: 10 * p.maxPropagationBurstLatency,
  })),
  withParameters('reconnecting', 'looks for dead members a fifth more often', (p) => ({
    reconnectInterval: fifthLess(p.reconnectInterval),
  })),
];

/** The same transport, whose streams do some things otherwise. */
function around(transport: Transport, change: (stream: Stream) => Partial<Stream>): Transport {
  const changed = (stream: Stream): Stream => ({
    remoteTlsHash: stream.remoteTlsHash,
    localTlsHash: stream.localTlsHash,
    remoteAddress: stream.remoteAddress,
    send: (bytes) => stream.send(bytes),
    end: (status) => stream.end(status),
    listen: (listener) => stream.listen(listener),
    ...change(stream),
  });
  return {
    serve: (endpoint, accepted) => transport.serve(endpoint, (s) => accepted(changed(s))),
    dial: async (endpoint) => changed(await transport.dial(endpoint)),
    ping: (endpoint) => transport.ping(endpoint),
    close: () => transport.close(),
  };
}
