/** Messages under way between actors: contents of the network as numbers, and what changes them. */
import { canonical } from '../../peer/image.js';
import { createInterner } from '../interner.js';
import { frozen } from './frozen.js';
import type { Event } from './step.js';
import { EVERYBODY, type MachineSystem, type Send } from './system.js';

export interface Letter {
  /** Place of the receiver among the actors. */
  readonly to: number;
  /** Number of the message among the events. */
  readonly event: number;
}

/** The empty network, and the sending of nothing. */
export const NONE = 0;

export interface Post {
  eventOf(event: number): Event;
  event(event: Event): number;
  /** A number for what an actor emits. @throws RangeError if it is no message to somebody. */
  sent(from: number, emitted: readonly Event[]): number;
  /** The network with more in it. */
  add(network: number, sent: number): number;
  remove(network: number, letter: number): number;
  /** What is under way, three numbers each: receiver, event, letter. */
  deliveriesOf(network: number): Int32Array;
  /** What is under way as a text: equal for equal networks. */
  contentOf(network: number): string;
  letterAt(letter: number): Letter;
  /** The network with these letters and no others. */
  networkOf(letters: readonly Letter[]): number;
  /** The letters of what is sent at once. */
  sentLetters(sent: number): readonly Letter[];
}

export function createPost({ actors }: MachineSystem): Post {
  const events = createInterner<Event>();
  const letters = createInterner<Letter>();
  /** Sorted numbers of letters: what is under way, and apart from it what is sent at once. */
  const networks = createInterner<readonly number[]>();
  const sends = createInterner<readonly number[]>();
  const deliveries: Int32Array[] = [];
  const texts: string[] = [];
  const added: number[][] = [];
  const removed: number[][] = [];
  const placeOf = new Map(actors.map(({ name }, place) => [name, place]));

  /** Of a letter: the same in every instance of a model. */
  const textOf = (letter: number): string => {
    const { to, event } = letters.at(letter);
    return `${to} ${events.keyOf(event)}`;
  };

  const event = (value: Event): number => events.intern(canonical(value), () => frozen(value));
  const network = (numbers: readonly number[]): number => {
    const sorted = [...new Set(numbers)].sort((a, b) => a - b);
    return networks.intern(sorted.join(), () => {
      // In the same order in every instance, whatever numbers it gives: a schedule counts them.
      const inOrder = sorted.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
      deliveries.push(
        Int32Array.from(
          inOrder.flatMap((letter) => [letters.at(letter).to, letters.at(letter).event, letter]),
        ),
      );
      added.push([]);
      removed.push([]);
      return sorted;
    });
  };
  network([]);
  sends.intern('', () => []);

  function addressed(from: number, emitted: Event): Letter[] {
    const { type, to, message } = emitted as Send;
    if (type !== 'send' || (to !== EVERYBODY && !placeOf.has(to)))
      throw new RangeError(`emitted: expected a message to an actor, got ${canonical(emitted)}`);
    const places =
      to === EVERYBODY
        ? actors.map((_, place) => place).filter((p) => p !== from)
        : [placeOf.get(to)!];
    return places.map((place) => ({ to: place, event: event(message) }));
  }

  const letterOf = (letter: Letter): number =>
    letters.intern(`${letter.to} ${letter.event}`, () => letter);

  return {
    eventOf: (number) => events.at(number),
    event,
    sent(from, emitted) {
      const { says } = actors[from]!;
      const said = says === undefined ? emitted : emitted.flatMap((one) => says(one));
      const sent = said.flatMap((one) => addressed(from, one)).map(letterOf);
      return sends.intern(sent.join(), () => sent);
    },
    add(to, sent) {
      if (sent === NONE) return to;
      const row = added[to]!;
      row[sent] ??= network([...networks.at(to), ...sends.at(sent)]);
      return row[sent]!;
    },
    remove(from, letter) {
      const row = removed[from]!;
      row[letter] ??= network(networks.at(from).filter((other) => other !== letter));
      return row[letter]!;
    },
    deliveriesOf: (of) => deliveries[of]!,
    contentOf(network) {
      texts[network] ??= networks.at(network).map(textOf).sort().join();
      return texts[network];
    },
    letterAt: (letter) => letters.at(letter),
    networkOf: (held) => network(held.map(letterOf)),
    sentLetters: (sent) => sends.at(sent).map((letter) => letters.at(letter)),
  };
}
