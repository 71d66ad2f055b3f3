/** How many members each peer knows to be alive, over time: views converge when all know as many. */
import { LIFE, type Recording, STEP } from '../run/recording.js';
import { stepText } from '../time/step-text.js';

export interface ViewSpread {
  readonly least: number;
  readonly mean: number;
  readonly most: number;
  /** Peers that run. */
  readonly running: number;
}

/** In so many steps up to the instant; of the peers that run. */
export function viewsOf(
  { kind, a, b, c, d, at, strings }: Recording,
  peerCount: number,
  index: number,
  untilMs: number,
  steps: number,
): ViewSpread[] {
  const known = new Int32Array(peerCount);
  const runs = new Uint8Array(peerCount);
  const changes = strings.map(changeOf);
  const taken: ViewSpread[] = [];
  const take = () => {
    let [least, most, sum, running] = [Number.POSITIVE_INFINITY, 0, 0, 0];
    for (let peer = 0; peer < peerCount; peer++) {
      if (runs[peer] === 0) continue;
      least = Math.min(least, known[peer]!);
      most = Math.max(most, known[peer]!);
      sum += known[peer]!;
      running += 1;
    }
    const mean = running === 0 ? 0 : sum / running;
    taken.push({ least: running === 0 ? 0 : least, mean, most, running });
  };
  for (let i = 0; i < index; i++) {
    while (taken.length < steps && at[i]! > (untilMs * taken.length) / steps) take();
    const peer = a[i]!;
    if (kind[i] === LIFE) {
      runs[peer] = b[i]!;
      // Whoever starts again knows nobody.
      known[peer] = 0;
    } else if (kind[i] === STEP) {
      const change = changes[c[i]!];
      if (change !== undefined) known[peer]! += d[i] === 1 ? change.first : change.later;
    }
  }
  while (taken.length <= steps) take();
  return taken;
}

/** How a step changes the number of living members: of one that was there before, and of one that is new. */
function changeOf(text: string): { readonly first: number; readonly later: number } | undefined {
  const { machine, from, to } = stepText(text);
  if (machine !== 'member') return undefined;
  const first = to === 'alive' ? 1 : 0;
  return { first, later: first - (from === 'alive' ? 1 : 0) };
}
