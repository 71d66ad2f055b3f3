/**
 * The rows that a machine really has, in document order: what tests compare with the state table of
 * the spec, and what every export draws. Reads the definition only; runs nothing.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** One row of a state table, for one event. Names only; `—` where there is none. */
export interface Row {
  /** For example `LINK-R2`; `?` for a transition without a description. */
  readonly id: string;
  /** Dotted path, or `(any)` for the root. */
  readonly state: string;
  /** Event type, `after <delay>`, `(always)`, `(entry)` or `(exit)`. */
  readonly event: string;
  readonly guard: string;
  /** A state (left and entered anew), `(stay)` or `(ignore)`. */
  readonly next: string;
  /** Names separated by `, `. */
  readonly actions: string;
}

export const NONE = '—';

interface Transition {
  readonly guard?: unknown;
  readonly target?: readonly AnyStateNode[] | undefined;
  readonly reenter?: boolean;
  readonly description?: string | undefined;
  readonly actions: readonly unknown[];
}

function nameOf(part: unknown): string {
  if (part === undefined || part === null) return NONE;
  if (typeof part === 'string') return part;
  if (typeof part === 'object' && 'type' in part) return String(part.type);
  throw new Error('inline function in a machine: name it in the registry');
}

const listOf = (actions: readonly unknown[]) => actions.map(nameOf).join(', ') || NONE;

function nextOf(node: AnyStateNode, { target, reenter, actions }: Transition): string {
  // XState restarts timers on a self-transition only with `reenter`; without it the state stays.
  if (target && (reenter || target[0] !== node))
    return target.map((state) => state.path.join('.')).join(' + ');
  return actions.length > 0 ? '(stay)' : '(ignore)';
}

/** @throws Error if the machine invokes actors or uses an inline function. */
export function rowsOf(machine: AnyStateMachine): Row[] {
  return rowsUnder(machine.root);
}

function rowsUnder(node: AnyStateNode): Row[] {
  const state = node.path.join('.') || '(any)';
  if (node.invoke.length > 0)
    throw new Error(`${state} invokes an actor: use an effect and an answering event`);
  const row = (event: string, transition: Transition): Row => ({
    id: transition.description ?? '?',
    state,
    event: event.replace(/^xstate\.after\.([^.]+)\..*$/, 'after $1'),
    guard: nameOf(transition.guard),
    next: nextOf(node, transition),
    actions: listOf(transition.actions),
  });
  // From the config: node.entry and node.exit also hold the timer actions XState adds for `after`.
  const around = (event: string, actions: unknown): Row[] =>
    actions === undefined ? [] : [row(event, { actions: [actions].flat() })];
  return [
    ...around('(entry)', node.config.entry),
    ...[...node.transitions].flatMap(([event, list]) =>
      list.map((transition) => row(event, transition as Transition)),
    ),
    ...(node.always ?? []).map((transition) => row('(always)', transition as Transition)),
    ...around('(exit)', node.config.exit),
    ...Object.values(node.states).flatMap((child) => rowsUnder(child as AnyStateNode)),
  ];
}
