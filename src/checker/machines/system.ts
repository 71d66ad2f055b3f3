/**
 * A system of XState machines that send one another messages: machines, what may happen to them, and how
 * messages travel. All of it is data; machine-model.ts makes a model of it.
 */
import type { AnyStateMachine } from 'xstate';
import type { RunProperty } from '../liveness/property.js';
import type { Event } from './step.js';

export interface MachineSystem {
  readonly name: string;
  readonly actors: readonly Actor[];
  /**
   * What becomes of a message that is delivered. `kept`: it can be delivered again, for ever. `taken`: it is
   * gone. A message that is under way already and is sent again is under way once.
   */
  readonly network: 'kept' | 'taken';
  readonly properties: readonly SystemProperty[];
  /** What is judged of endless runs. */
  readonly runProperties?: readonly SystemRunProperty[];
  /** CHEK-79: actors that can change places without anybody noticing. */
  readonly interchangeable?: Interchangeable;
  /** Whether a happening may come now; `isQuiet`: nothing is under way. Default: at any time. */
  mayHappen?(actors: readonly ActorView[], place: number, event: Event, isQuiet: boolean): boolean;
  /** CHEK-75: whether an actor would do more if the model were not bounded. Default: never. */
  isCut?(actor: ActorView, place: number): boolean;
}

/** How actors of one machine are named in what the system keeps: by their index among these. */
export interface Interchangeable {
  readonly actors: readonly string[];
  /** A context with each index replaced. Also asked to give two of them one index. */
  context(context: unknown, to: (index: number) => number): unknown;
  event(event: Event, to: (index: number) => number): Event;
}

export interface Actor {
  readonly name: string;
  readonly machine: AnyStateMachine;
  readonly input?: unknown;
  /** What may happen to it at any time, wherever a transition takes it. */
  readonly happenings: readonly Event[];
  /** The messages that something it emits stands for. Default: it emits messages. */
  says?(emitted: Event): readonly Send[];
}

/** What a machine emits to send a message. */
export interface Send extends Event {
  readonly type: 'send';
  /** Name of an actor, or of all the others. */
  readonly to: string;
  readonly message: Event;
}

export const EVERYBODY = '*';

/** What a property sees of an actor. */
export interface ActorView {
  readonly value: unknown;
  readonly context: unknown;
}

/** Judged by a fact of each actor, so that a snapshot is looked at once however many states it stands in. */
export interface SystemProperty {
  readonly id: string;
  readonly kind: 'always' | 'sometimes';
  readonly about: string;
  /** 32 bits. `place`: among the actors. */
  factOf(actor: ActorView, place: number): number;
  /** In the order of the actors. */
  holds(facts: Int32Array): boolean;
}

/** Of endless runs: as a RunProperty, judged by facts. */
export interface SystemRunProperty extends Omit<SystemProperty, 'kind'> {
  readonly kind: RunProperty['kind'];
  /** Only of *leads-to*. */
  after?(facts: Int32Array): boolean;
}
