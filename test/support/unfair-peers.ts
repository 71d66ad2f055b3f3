/** The reference with bad habits in whom it tells: what it says is changed on the way to probes. */
import type { Bench, InProcessTarget } from '../../conformance/harness/bench.js';
import { contentOf, decodeEnvelope } from '../../conformance/harness/wire/decode.js';
import type { Stream } from '../../src/ports.js';

type Hears = (probe: string, bytes: Uint8Array) => boolean;

/** Of a probe, by its name; `all` are the listeners of every probe, by name. */
type Habit = (
  probe: string,
  received: (bytes: Uint8Array) => void,
  all: ReadonlyMap<string, (bytes: Uint8Array) => void>,
) => (bytes: Uint8Array) => void;

const only =
  (hears: Hears): Habit =>
  (probe, received) =>
  (bytes) => {
    if (hears(probe, bytes)) received(bytes);
  };

const kindOf = (bytes: Uint8Array): string | undefined => decodeEnvelope(bytes)?.kind;
const isNews = (bytes: Uint8Array): boolean =>
  ['dataMsg', 'aliveMsg'].includes(kindOf(bytes) ?? '');

/** Tells news to the same three, always. */
export const favours = (...favoured: readonly string[]): Habit =>
  only((probe, bytes) => !isNews(bytes) || favoured.includes(probe));

/** Tells everybody. */
export const floods: Habit = (_, received, all) => (bytes) => {
  if (!isNews(bytes)) return received(bytes);
  for (const hear of all.values()) hear(bytes);
};

/** Every second block goes no further. */
export const losesEvenBlocks: Habit = only((_, bytes) => {
  const block = contentOf(decodeEnvelope(bytes), 'dataMsg');
  return block?.payload === undefined || block.payload.seqNum % 2n === 1n;
});

export function withHabit(target: InProcessTarget, habit: Habit): InProcessTarget {
  return {
    ...target,
    bench(seed): Bench {
      const bench = target.bench(seed);
      const all = new Map<string, (bytes: Uint8Array) => void>();
      return {
        ...bench,
        transport(tls, roots, name) {
          const inner = bench.transport(tls, roots, name);
          const changed = (stream: Stream): Stream => ({
            ...stream,
            listen({ received, ended }) {
              all.set(name, received);
              stream.listen({ received: habit(name, received, all), ended });
            },
          });
          return {
            ...inner,
            get pinged() {
              return inner.pinged;
            },
            set pinged(told) {
              inner.pinged = told;
            },
            dial: async (endpoint) => changed(await inner.dial(endpoint)),
            serve: (endpoint, accepted) =>
              inner.serve(endpoint, (stream) => accepted(changed(stream))),
          };
        },
      };
    },
  };
}
