/** Why a peer has no machines to be seen, in words. */
import type { Shown } from '../page/store.js';
import { STEP } from '../run/recording.js';
import { KILLED, NOT_STARTED } from '../time/scene.js';

/** Numbers of the peers whose machines make steps in a recording. */
export function whoTells({
  recording: { kind, a, length },
}: Pick<Shown, 'recording'>): ReadonlySet<number> {
  const found = new Set<number>();
  for (let i = 0; i < length; i++) if (kind[i] === STEP) found.add(a[i]!);
  return found;
}

/** Empty where there is nothing to be said. */
export function whyNot(
  { scenario, about, cast }: Pick<Shown, 'scenario' | 'about' | 'cast'>,
  peer: number,
  life: number | undefined,
  tellers: ReadonlySet<number>,
): string {
  const name = cast.peers[peer]?.name ?? '';
  const isLive = about?.source === 'live';
  if (tellers.size === 0)
    // Of what is still recorded or live, they come.
    return scenario !== undefined || isLive
      ? ''
      : `This holds messages only, without the steps of machines. ${howOf(about?.source)}`;
  if (peer < 0) return '';
  if (tellers.has(peer) || scenario !== undefined) {
    if (life === KILLED) return `${name} is dead, and its machines ended with it.`;
    if (life === NOT_STARTED) return `${name} has not started: there is no machine yet.`;
    return `${name} has made no step yet.`;
  }
  if (isLive)
    return `${name} is known from what others say. A peer tells its own steps alone, when it runs with \`--inspect\` and is watched (tab “source”).`;
  if (about?.source === 'conformance')
    return `${name} is not the node whose steps this record has. A probe is played by the suite and has no machines; of its part there are the messages.`;
  return `${name} tells no steps here: they are of ${sayNames([...tellers].map((one) => cast.peers[one]!.name))}. Of the others there are the messages.`;
}

const sayNames = (names: readonly string[]): string =>
  names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;

const REPLAY =
  '`fabric-gossip replay … --trace FILE` adds the machines of a peer that lives through a capture: open FILE.';
const howOf = (source: NonNullable<Shown['about']>['source'] | undefined): string =>
  source === 'conformance'
    ? `The record of the run, opened with the trace, has the steps that a target tells in its log. ${REPLAY}`
    : REPLAY;
