/**
 * What lies between two peers: delay, throughput, and what can happen to an envelope on its way.
 */

/** Milliseconds one way: always the same, uniform between two, or normal and never below 0. */
export type Latency =
  | number
  | { readonly uniform: readonly [number, number] }
  | { readonly normal: { readonly mean: number; readonly deviation: number } };

export interface LinkModel {
  readonly latency: Latency;
  /** What a dial takes besides: TCP, TLS and the answer to Ping. */
  readonly dial: Latency;
  /** Bytes a second in each direction of a stream; 0 for no limit. */
  readonly bandwidth: number;
  /** Share of envelopes that get lost, from 0 to 1. */
  readonly loss: number;
  /** Share of envelopes that arrive twice. */
  readonly duplication: number;
  /** Share of envelopes that later ones may overtake. */
  readonly reordering: number;
  /** Envelopes that wait in one direction, to leave or to be processed; more are dropped. 0 for no limit. */
  readonly queue: number;
}

export const perfectLink: LinkModel = {
  latency: 1,
  dial: 0,
  bandwidth: 0,
  loss: 0,
  duplication: 0,
  reordering: 0,
  queue: 0,
};

/** Uniform numbers from 0 to below 1. */
export type Uniform = () => number;

export const uniformOf =
  (bits: () => number): Uniform =>
  () =>
    bits() / 2 ** 32;

/** One delay, ms. */
export function drawLatency(latency: Latency, uniform: Uniform): number {
  if (typeof latency === 'number') return latency;
  if ('uniform' in latency) {
    const [least, most] = latency.uniform;
    return least + (most - least) * uniform();
  }
  const { mean, deviation } = latency.normal;
  // Box and Muller; 1 - u is never 0.
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  return Math.max(0, mean + deviation * radius * Math.cos(2 * Math.PI * uniform()));
}
