/**
 * How often an alive message is sent until everybody has it whom push brings it to: the mean of many that are played. Who
 * hears it first hands it on, once, to `fanout` others, not to who sent it: inside the author's organisation to anybody,
 * elsewhere to the own organisation and the author's (PUSH-3 to PUSH-7). Every peer has an external endpoint.
 */
import { createSeededBits } from '../../src/simulator/choose-seeded.js';

/** Peers that get a message, of all that are played: the mean is off by less than one in a hundred. */
const PLAYED_PEERS = 12_000;
const LEAST_PLAYED = 20;
const KNOWN_MAX = 10_000;

const known = new Map<string, number>();

/** `sizes`: of the organisations; the author is of the `own`-th. The same numbers give the same answer. */
export function sendsOfAlive(sizes: readonly number[], own: number, fanout: number): number {
  const others = sizes.filter((_, o) => o !== own).sort((one, other) => one - other);
  const key = [fanout, sizes[own]!, ...others].join();
  let sends = known.get(key);
  if (sends === undefined) {
    if (known.size >= KNOWN_MAX) known.clear();
    sends = play([sizes[own]!, ...others], fanout);
    known.set(key, sends);
  }
  return sends;
}

/** The author is the first peer of the first organisation. */
function play(sizes: readonly number[], fanout: number): number {
  const organisation = sizes.flatMap((size, o) => Array.from({ length: size }, () => o));
  const count = organisation.length;
  const everybody = organisation.map((_, peer) => peer);
  const candidates = sizes.map((_, o) =>
    o === 0
      ? everybody
      : everybody.filter((peer) => organisation[peer] === o || organisation[peer] === 0),
  );
  const bits = createSeededBits(count);
  const times = Math.max(LEAST_PLAYED, Math.ceil(PLAYED_PEERS / count));
  let sends = 0;
  for (let time = 0; time < times; time++) {
    const has = new Uint8Array(count);
    has[0] = 1;
    const queue: { readonly peer: number; readonly sender: number }[] = [{ peer: 0, sender: 0 }];
    for (const { peer, sender } of queue) {
      const among = candidates[organisation[peer]!]!;
      const left = among.filter((one) => one !== peer && one !== sender);
      for (let drawn = 0; drawn < fanout && drawn < left.length; drawn++) {
        const at = drawn + Math.floor((bits() / 2 ** 32) * (left.length - drawn));
        const to = left[at]!;
        left[at] = left[drawn]!;
        left[drawn] = to;
        sends += 1;
        if (has[to] === 1) continue;
        has[to] = 1;
        queue.push({ peer: to, sender: peer });
      }
    }
  }
  return sends / times;
}
