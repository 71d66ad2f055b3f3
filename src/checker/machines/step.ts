/**
 * One step of an XState machine as a value: which snapshot follows, and what it emits.
 *
 * Calls `machine.transition` with a scope that does nothing, made once: a fifth of the time of the public
 * `transition()` (test/checker/machine-step.test.ts holds the two equal). For machines without invoked or
 * spawned actors, whose guards and actions follow from snapshot and event alone.
 */
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  createEmptyActor,
} from 'xstate';

export interface Event {
  readonly type: string;
}

export interface Stepped {
  readonly snapshot: AnyMachineSnapshot;
  /** In order. */
  readonly emitted: readonly Event[];
}

export interface MachineStepper {
  start(input: unknown): Stepped;
  /** Undefined if no transition takes the event. */
  step(snapshot: AnyMachineSnapshot, event: Event): Stepped | undefined;
}

interface Executable {
  readonly type: string;
  readonly params?: unknown;
}

/** @throws Error if the machine invokes actors. */
export function createMachineStepper(machine: AnyStateMachine): MachineStepper {
  if (invokes(machine.root))
    throw new Error(`${machine.id}: invoked actors are no part of a snapshot`);
  let emitted: Event[] = [];
  const self = createEmptyActor();
  const scope = {
    self,
    system: (self as unknown as { system: unknown }).system,
    id: '',
    sessionId: '',
    logger: () => {},
    defer: () => {},
    stopChild: () => {},
    emit: () => {},
    actionExecutor: ({ type, params }: Executable) => {
      if (type === 'xstate.emit') emitted.push((params as { event: Event }).event);
    },
  } as unknown as Parameters<AnyStateMachine['transition']>[2];
  const collected = (snapshot: AnyMachineSnapshot): Stepped => {
    const stepped = { snapshot, emitted };
    emitted = [];
    return stepped;
  };
  return {
    start: (input) => collected(machine.getInitialSnapshot(scope, input as never)),
    step: (snapshot, event) =>
      snapshot.can(event as never)
        ? collected(machine.transition(snapshot, event as never, scope))
        : undefined,
  };
}

const invokes = (node: AnyStateNode): boolean =>
  node.invoke.length > 0 || (Object.values(node.states) as AnyStateNode[]).some(invokes);
