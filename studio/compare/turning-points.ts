/** Who lived and who led, in one run and not in the other at that instant: what a reader compares first. */
import { LEADS, LIFE } from '../run/recording.js';
import type { Run } from './first-difference.js';

export interface TurningPoint {
  readonly atMs: number;
  /** Index of the event in its recording. */
  readonly index: number;
  readonly only: 'here' | 'there';
}

/** In the order of their instants, up to one; at most `max`. */
export function turningPoints(here: Run, there: Run, untilMs: number, max: number): TurningPoint[] {
  const [mine, theirs] = [pointsIn(here, untilMs), pointsIn(there, untilMs)];
  const only = (
    from: ReadonlyMap<string, number>,
    other: ReadonlyMap<string, number>,
    where: TurningPoint['only'],
    { recording }: Run,
  ): TurningPoint[] =>
    [...from].flatMap(([key, index]) =>
      other.has(key) ? [] : [{ atMs: recording.at[index]!, index, only: where }],
    );
  return [...only(mine, theirs, 'here', here), ...only(theirs, mine, 'there', there)]
    .sort((a, b) => a.atMs - b.atMs)
    .slice(0, max);
}

/** By what is said of each: no two are the same at one instant. */
function pointsIn({ recording, cast }: Run, untilMs: number): Map<string, number> {
  const { kind, at, a, b, c, length } = recording;
  const points = new Map<string, number>();
  for (let i = 0; i < length && at[i]! <= untilMs; i++) {
    if (kind[i] !== LIFE && kind[i] !== LEADS) continue;
    const what = kind[i] === LIFE ? b[i] : `${cast.channels[b[i]!]?.name} ${c[i]}`;
    points.set(`${kind[i]} ${cast.peers[a[i]!]?.name} ${what} ${at[i]}`, i);
  }
  return points;
}
