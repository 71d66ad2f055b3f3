/** Who takes part and what the node is told: a few of each, so that all of them come often. */
import type { Chance } from './chance.js';
import type { Name, Shape } from './script.js';

/**
 * At most three that may become members: of so many every draw of the node takes all, and what it sends
 * to whom is no matter of chance.
 */
const IN_NO_CHANNEL: readonly (readonly Name[])[] = [
  ['o1', 'o2'],
  ['o1', 'o2', 'o3'],
  ['o1', 'o2', 'od'],
  ['o1', 'oh', 'o2'],
  ['o1', 'oh'],
];
const IN_ONE: readonly (readonly Name[])[] = [
  ['o1', 'o2'],
  ['o1', 'o2', 'o3'],
  ['o1', 'f1'],
  ['o1', 'o2', 'f1'],
  ['o1', 'oh', 'f1'],
  ['o1', 'o2', 'fh'],
  ['o1', 'oh', 'fh'],
  ['o1', 'f1', 'f2'],
  ['o1', 'o2', 'od'],
  ['o1', 'f1', 'fd'],
];
const IN_TWO: readonly (readonly Name[])[] = [
  ['o1', 'f1', 'g1'],
  ['o1', 'o2', 'g1'],
  ['o1', 'oh', 'g1'],
  ['o1', 'fh', 'g1'],
];
/** Who never becomes a member. */
const REFUSED: readonly Name[] = ['oe', 'or', 'x1'];

export function drawShape(chance: Chance): Shape {
  const channels = chance.weighted<0 | 1 | 2>([
    [0, 25],
    [1, 60],
    [2, 15],
  ]);
  const leadership =
    channels === 0
      ? 'none'
      : chance.weighted<Shape['leadership']>([
          ['none', 65],
          ['static', 20],
          ['elected', 15],
        ]);
  return {
    channels,
    leadership,
    state: channels > 0 && chance.one(0.3),
    mortal: leadership !== 'elected' && chance.one(0.15),
  };
}

export function drawCast(chance: Chance, { channels }: Shape): readonly Name[] {
  const members = chance.of(channels === 0 ? IN_NO_CHANNEL : channels === 1 ? IN_ONE : IN_TWO);
  return chance.one(0.35) ? [...members, chance.of(REFUSED)] : members;
}

/** Whose handshakes are refused, whatever they say. */
export const isRefused = (name: Name): boolean => REFUSED.includes(name);

/** In which channels a peer may be. */
export function channelsOf(name: Name, { channels }: Shape): readonly ('ch1' | 'ch2')[] {
  const all = (['ch1', 'ch2'] as const).slice(0, channels);
  const letter = name.charAt(0);
  if (letter === 'o' || letter === 'x') return all;
  return all.filter((channel) => channel === (letter === 'f' ? 'ch1' : 'ch2'));
}
