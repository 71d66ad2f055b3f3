/** The reference with faults: what it says or does is changed on the way to the suite's probes. */
import type { Bench, InProcessTarget } from '../../conformance/harness/bench.js';
import { decodeEnvelope } from '../../conformance/harness/wire/decode.js';
import type { ProbeTransport } from '../../conformance/harness/wire/transport.js';
import type { Stream } from '../../src/ports.js';

/** Changes one stream of a probe. */
export type Fault = (stream: Stream) => Stream;

const kindOf = (bytes: Uint8Array): string | undefined => decodeEnvelope(bytes)?.kind;

/** It leaves every stream open, whatever it has to close. */
export const closesNothing: Fault = (stream) => ({
  ...stream,
  listen: ({ received }) => stream.listen({ received, ended: () => {} }),
});

/** It never passes on what a member says of itself. */
export const relaysNoAlive: Fault = (stream) => ({
  ...stream,
  listen: ({ received, ended }) =>
    stream.listen({
      ended,
      received: (bytes) => kindOf(bytes) !== 'aliveMsg' && received(bytes),
    }),
});

/** It sends every block back to who sent it. */
export const echoesBlocks: Fault = (stream) => {
  let hear: (bytes: Uint8Array) => void = () => {};
  return {
    ...stream,
    send(bytes) {
      stream.send(bytes);
      if (kindOf(bytes) === 'dataMsg') hear(bytes);
    },
    listen({ received, ended }) {
      hear = received;
      stream.listen({ received, ended });
    },
  };
};

export function withFaults(target: InProcessTarget, faults: readonly Fault[]): InProcessTarget {
  const faulty = (stream: Stream): Stream => faults.reduce((s, fault) => fault(s), stream);
  const through = (inner: ProbeTransport): ProbeTransport => ({
    ...inner,
    get pinged() {
      return inner.pinged;
    },
    set pinged(told) {
      inner.pinged = told;
    },
    dial: async (endpoint) => faulty(await inner.dial(endpoint)),
    serve: (endpoint, accepted) => inner.serve(endpoint, (stream) => accepted(faulty(stream))),
  });
  return {
    ...target,
    bench(seed): Bench {
      const bench = target.bench(seed);
      return { ...bench, transport: (...of) => through(bench.transport(...of)) };
    },
  };
}
