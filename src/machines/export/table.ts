/** A machine's rows as the Markdown table that the spec would need, to read a difference by eye. */
import type { AnyStateMachine } from 'xstate';
import { type Arrow, chartOf } from './chart.js';
import { NONE } from './rows.js';

const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ') || NONE;
/** `after` is a word of the grammar; only the delay is a name. */
const eventCell = (event: string) =>
  event.startsWith('after ') ? `after \`${event.slice(6)}\`` : `\`${event}\``;

function nextCell({ kind, to }: Arrow): string {
  return kind === 'go' ? `\`${to}\`` : `(${kind})`;
}

/** Ignore rows that the machine leaves out are left out here too. */
export function tableOf(machine: AnyStateMachine): string {
  const rows = chartOf(machine).arrows.map((arrow) => [
    arrow.id,
    `\`${arrow.from}\``,
    arrow.events.map(eventCell).join(', '),
    arrow.guard === '' ? NONE : `\`${arrow.guard}\``,
    nextCell(arrow),
    code(arrow.actions),
  ]);
  const header = ['Row', 'In state', 'Event', 'Guard', 'Next state', 'Actions'];
  return [header, header.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}
