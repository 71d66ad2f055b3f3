/** A machine as a Mermaid state diagram: the picture that stands before its table in the spec. */
import type { AnyStateMachine } from 'xstate';
import { ANY_STATE, type Arrow, chartOf } from './chart.js';

/**
 * One arrow from a state to another, with a line for each row:
 * `LINK-R4 handshake.verified [isProbe] / endWithOk`. Rows that ignore are left out.
 */
export function mermaidOf(machine: AnyStateMachine): string {
  const { initial, states, ends, arrows } = chartOf(machine);
  const drawn = arrows.filter((arrow) => arrow.kind !== 'ignore');
  const anywhere = drawn.some((arrow) => arrow.from === ANY_STATE);
  const labels = new Map<string, string[]>();
  const node = (state: string) => (state === ANY_STATE ? 'anyState' : state);
  for (const arrow of drawn) {
    const path = `${node(arrow.from)} --> ${node(arrow.to)}`;
    labels.set(path, [...(labels.get(path) ?? []), labelOf(arrow)]);
  }
  return [
    'stateDiagram-v2',
    ...(anywhere ? ['  state "any state" as anyState'] : []),
    ...states.filter((s) => !drawn.some((a) => a.from === s || a.to === s)).map((s) => `  ${s}`),
    `  [*] --> ${initial}`,
    ...[...labels].map(([path, lines]) => `  ${path}: ${lines.join('<br/>')}`),
    ...ends.map((state) => `  ${state} --> [*]`),
    '',
  ].join('\n');
}

function labelOf({ id, events, guard, actions, kind }: Arrow): string {
  const stays = kind === 'stay' ? ' (stay)' : '';
  const when = `${id} ${events.join(', ')}${guard === '' ? '' : ` [${guard}]`}${stays}`;
  return actions.length === 0 ? when : `${when} / ${actions.join(', ')}`;
}
