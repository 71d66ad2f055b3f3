/**
 * The tables of the specification, read from its chapters: what a failed case points at is drawn from
 * the text that is judged by, not from the machines of the reference.
 */

export interface StateRow {
  readonly id: string;
  /** A state, or `(any)`. */
  readonly state: string;
  /** Events, or one `after` and its delay. */
  readonly events: readonly string[];
  /** Empty: none. */
  readonly guard: string;
  /** A state, `(stay)` or `(ignore)`. */
  readonly next: string;
  readonly actions: readonly string[];
}

export interface StateTable {
  readonly kind: 'state';
  readonly name: string;
  /** File of the chapter, `spec/04-link.md`. */
  readonly file: string;
  readonly initial: string;
  readonly rows: readonly StateRow[];
}

export interface DecisionRow {
  readonly id: string;
  /** One for each condition: `·`, or values separated by `/`. */
  readonly cells: readonly string[];
  readonly verdict: string;
}

export interface DecisionTable {
  readonly kind: 'decision';
  readonly name: string;
  readonly file: string;
  readonly conditions: readonly string[];
  readonly rows: readonly DecisionRow[];
}

export type SpecTable = StateTable | DecisionTable;

/** Every state table and decision table of a chapter, in its order. */
export function tablesIn(file: string, chapter: string): SpecTable[] {
  const marked = chapter.matchAll(/^<!-- (state|decision)-table: (\S+) -->\n\n((?:\|.*\n?)+)/gm);
  return [...marked].map(([, kind, name, lines]) => {
    const [head, , ...rows] = lines!.trimEnd().split('\n').map(cellsOf);
    if (kind === 'decision') return decisionTable(file, name!, head!, rows);
    const own = rows.map(stateRow);
    return { kind: 'state', name: name!, file, initial: initialOf(chapter, name!, own), rows: own };
  });
}

const cellsOf = (line: string): string[] =>
  line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim().replaceAll('`', ''));

const listOf = (cell: string): string[] => (cell === '—' ? [] : cell.split(/,\s*/));

const stateRow = ([id, state, event, guard, next, actions]: string[]): StateRow => ({
  id: id!,
  state: state!,
  events: listOf(event!),
  guard: guard === '—' ? '' : guard!,
  next: next!,
  actions: listOf(actions!),
});

/** The diagram says where a machine begins; the first row stands in for one without diagram. */
function initialOf(chapter: string, name: string, rows: readonly StateRow[]): string {
  const [, body] = new RegExp(`<!-- diagram: ${name} -->([\\s\\S]*?)<!--`).exec(chapter) ?? [];
  const [, initial] = /^\s*\[\*\] --> (\S+)/m.exec(body ?? '') ?? [];
  return initial ?? rows.find(({ state }) => state !== '(any)')?.state ?? '';
}

function decisionTable(
  file: string,
  name: string,
  head: readonly string[],
  rows: readonly string[][],
): DecisionTable {
  const verdictAt = head.indexOf('Verdict');
  return {
    kind: 'decision',
    name,
    file,
    conditions: head.slice(1, verdictAt),
    rows: rows.map((cells) => ({
      id: cells[0]!,
      cells: cells.slice(1, verdictAt),
      verdict: cells[verdictAt]!,
    })),
  };
}
