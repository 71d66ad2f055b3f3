/**
 * A system of XState machines that send one another messages: machines, what may happen to them, and how
 * messages travel. All of it is data; machine-model.ts makes a model of it.
 */
import type { AnyStateMachine } from 'xstate';
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
}

export interface Actor {
  readonly name: string;
  readonly machine: AnyStateMachine;
  readonly input?: unknown;
  /** What may happen to it at any time, wherever a transition takes it. */
  readonly happenings: readonly Event[];
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

export interface SystemProperty {
  readonly id: string;
  readonly kind: 'always' | 'sometimes';
  readonly about: string;
  /** In the order of the actors. */
  holds(actors: readonly ActorView[]): boolean;
}
