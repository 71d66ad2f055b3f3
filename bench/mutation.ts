/** Damaged envelopes through the decoder: none makes it throw, and how many a second it judges. */
import { performance } from 'node:perf_hooks';
import { decodeSignedMessage } from '../src/wire/envelope.js';
import { recordedEnvelopes } from './codec.js';
import type { BenchRow } from './measure.js';

const COUNT = 100_000;
const SEED = 1;

/** A small generator of 32-bit numbers (mulberry32): the same damage on every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** One to four changes: a byte overwritten, cut out, put in, or the end cut off. */
function damaged(bytes: Uint8Array, next: () => number): Uint8Array {
  const out = [...bytes];
  for (let changes = 1 + (next() % 4); changes > 0 && out.length > 0; changes--) {
    const at = next() % out.length;
    const kind = next() % 8;
    if (kind < 4) out[at] = next() & 0xff;
    else if (kind < 6) out.splice(at, 1 + (next() % 4));
    else if (kind < 7) out.splice(at, 0, next() & 0xff, next() & 0xff);
    else out.length = at;
  }
  return Uint8Array.from(out);
}

export async function run(): Promise<BenchRow[]> {
  const next = numbers(SEED);
  const envelopes = recordedEnvelopes();
  const inputs = Array.from({ length: COUNT }, () =>
    damaged(envelopes[next() % envelopes.length]!, next),
  );
  let accepted = 0;
  let thrown = 0;
  const start = performance.now();
  for (const bytes of inputs) {
    try {
      if (decodeSignedMessage(bytes).verdict === 'accept') accepted += 1;
    } catch {
      thrown += 1;
    }
  }
  const perSecond = Math.round((1000 * COUNT) / (performance.now() - start));
  const name = `mutation: ${COUNT} damaged envelopes`;
  const counts = `${thrown} exceptions, ${accepted} still decode, ${COUNT - accepted - thrown} refused`;
  if (thrown > 0) throw new Error(`${name}: ${counts}`);
  return [{ name, detail: `${counts}; ${perSecond} a second` }];
}
