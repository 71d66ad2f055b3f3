/** A machine's definition as JSON that XState's own tools read: names only, no functions. */
import type { AnyStateMachine } from 'xstate';

/** The context is left out: it is a function of the input, and the entity record's own business. */
export function jsonOf(machine: AnyStateMachine): object {
  const { context: _, ...config } = machine.config as Record<string, unknown>;
  return JSON.parse(JSON.stringify(config)) as object;
}
