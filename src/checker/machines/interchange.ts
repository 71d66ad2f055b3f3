/**
 * Actors of a system that can change places: what a state becomes when two of them do, and what it says of each.
 *
 * Implements spec/17-checker.md, CHEK-78, CHEK-79.
 */
import { canonical } from '../../peer/image.js';
import { createInterner } from '../interner.js';
import type { StateVector } from '../model.js';
import type { Symmetry } from '../reduce/symmetry.js';
import type { Letter, Post } from './post.js';
import type { MachineSystem } from './system.js';
import type { Tabulated } from './tabulated.js';

/** Undefined if no actors are interchangeable. */
export function interchangeOf(
  { actors, interchangeable }: MachineSystem,
  { tables, post }: { tables: readonly Tabulated[]; post: Post },
): Symmetry | undefined {
  if (interchangeable === undefined) return undefined;
  const rename = interchangeable;
  const group = rename.actors.map((name) => actors.findIndex((actor) => actor.name === name));
  const indexOf = new Map(group.map((place, index) => [place, index]));
  const NETWORK = actors.length;
  const words = NETWORK + 1;

  /** The place of an actor whose index becomes `to(index)`. */
  const moved = (place: number, to: (index: number) => number): number => {
    const index = indexOf.get(place);
    return index === undefined ? place : group[to(index)]!;
  };

  /** What a word becomes, at the place to which it goes. */
  function renamed(word: number, value: number, to: (index: number) => number): number {
    if (word === NETWORK)
      return post.networkOf(
        lettersOf(value).map((letter) => ({
          to: moved(letter.to, to),
          event: post.event(rename.event(post.eventOf(letter.event), to)),
        })),
      );
    const { value: at, context } = tables[word]!.at(value);
    return tables[moved(word, to)]!.numberOf(at, rename.context(context, to));
  }

  function lettersOf(network: number): Letter[] {
    const deliveries = post.deliveriesOf(network);
    const letters: Letter[] = [];
    for (let i = 0; i < deliveries.length; i += 3)
      letters.push({ to: deliveries[i]!, event: deliveries[i + 1]! });
    return letters;
  }

  /** By the lower of the two that change places, then by word: what each value becomes. */
  const exchanged = group.map(() => Array.from({ length: words }, () => [] as number[]));

  function exchange(state: StateVector, at: number): void {
    const to = (index: number) => (index === at ? at + 1 : index === at + 1 ? at : index);
    for (let word = 0; word < words; word += 1) {
      const value = state[word]!;
      const known = exchanged[at]![word]!;
      known[value] ??= renamed(word, value, to);
      state[word] = known[value];
    }
    const [low, high] = [group[at]!, group[at + 1]!];
    const own = state[low]!;
    state[low] = state[high]!;
    state[high] = own;
  }

  /** What a word says of one actor, with the others told apart from it and not from each other. */
  const sayings = createInterner<string>();
  const said = Array.from({ length: words }, () => group.map(() => [] as number[]));
  const SELF = 0;
  const OTHER = 1;

  function saidBy(word: number, value: number, index: number): number {
    const known = said[word]![index]!;
    if (known[value] === undefined) {
      const text = saidOf(word, value, (other) => (other === index ? SELF : OTHER));
      known[value] = sayings.intern(text, () => text);
    }
    return known[value];
  }

  function saidOf(word: number, value: number, to: (index: number) => number): string {
    if (word !== NETWORK) {
      const { value: at, context } = tables[word]!.at(value);
      return canonical([at, rename.context(context, to)]);
    }
    const letters = lettersOf(value).map(({ to: place, event }) => {
      const index = indexOf.get(place);
      const whom = index === undefined ? `at ${place}` : to(index);
      return `${whom} ${canonical(rename.event(post.eventOf(event), to))}`;
    });
    return letters.sort().join();
  }

  /** By numbers of sayings; the text is the same in every instance of the model. */
  const signatures = createInterner<string>();

  function signature(state: StateVector, index: number): number {
    const own = group[index]!;
    const apart = [saidBy(own, state[own]!, index), saidBy(NETWORK, state[NETWORK]!, index)];
    const others: number[] = [];
    for (let word = 0; word < NETWORK; word += 1) {
      if (word === own) continue;
      (indexOf.has(word) ? others : apart).push(saidBy(word, state[word]!, index));
    }
    others.sort((a, b) => a - b);
    return signatures.intern(`${apart.join(' ')},${others.join(' ')}`, () =>
      [...apart.map(sayings.at), ...others.map(sayings.at).sort()].join('\n'),
    );
  }

  return {
    size: group.length,
    exchange,
    signature,
    compare: (one, other) => {
      if (one === other) return 0;
      return signatures.at(one) < signatures.at(other) ? -1 : 1;
    },
  };
}
