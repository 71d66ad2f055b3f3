/** What stands in a state vector of a system of machines, and what happens in a step, for those who show it. */
import type { StateVector } from '../model.js';
import { NONE, type Post } from './post.js';
import type { Event } from './step.js';
import type { MachineSystem } from './system.js';
import type { Tabulated } from './tabulated.js';

export interface MachineView {
  readonly names: readonly string[];
  /** Messages that machines send as they start. */
  readonly sentAtFirst: readonly (LetterTold & { readonly from: number })[];
  /** A message that is delivered can be delivered again. */
  readonly isKept: boolean;
  /** The step that is visited: whose it is, and what is delivered in it. To be asked within `visit`. */
  happening(): { readonly actor: number; readonly delivered: LetterTold | undefined };
  underWayIn(state: StateVector): readonly LetterTold[];
  /** State and context of an actor, as a text. */
  textOf(state: StateVector, actor: number): string;
}

/** A message to an actor; two of one number are equal. */
export interface LetterTold {
  readonly number: number;
  readonly to: number;
  readonly event: Event;
}

export function createMachineView(
  { actors, network }: MachineSystem,
  of: {
    readonly tables: readonly Tabulated[];
    readonly post: Post;
    readonly step: {
      readonly actor: number;
      readonly isDelivery: boolean;
      readonly letter: number;
    };
  },
): MachineView {
  const { tables, post, step } = of;
  const letterAt = (number: number): LetterTold => {
    const { to, event } = post.letterAt(number);
    return { number, to, event: post.eventOf(event) };
  };
  const underWay = (contents: number): LetterTold[] => {
    const deliveries = post.deliveriesOf(contents);
    return Array.from({ length: deliveries.length / 3 }, (_, at) =>
      letterAt(deliveries[3 * at + 2]!),
    );
  };
  return {
    names: actors.map(({ name }) => name),
    isKept: network === 'kept',
    sentAtFirst: tables.flatMap(({ initial }, from) =>
      underWay(post.add(NONE, post.sent(from, initial.emitted))).map((one) => ({ ...one, from })),
    ),
    happening: () => ({
      actor: step.actor,
      delivered: step.isDelivery ? letterAt(step.letter) : undefined,
    }),
    underWayIn: (state) => underWay(state[actors.length]!),
    textOf(state, actor) {
      const { value, context } = tables[actor]!.at(state[actor]!);
      return `${JSON.stringify(value)} ${JSON.stringify(context)}`;
    },
  };
}
