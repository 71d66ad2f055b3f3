/** What the judgement of a recorded run came to, as data for `--json` and as text for people. */
import type { Finding } from '../../checker/validate/finding.js';

export interface TraceResult {
  readonly file: string;
  readonly kind: 'trace';
  /** Records explained, from the first on. */
  readonly records: number;
  readonly peers: number;
  /** Different rows of state tables that were taken. */
  readonly rows: number;
  readonly verdicts: number;
  readonly lives: readonly { readonly peer: string; readonly from: number }[];
  /** Whether the scenario was lived through again and compared. */
  readonly isCompared: boolean;
  /** The model whose path was walked again and compared (CHEK-106). */
  readonly model?: string;
  /** By Ctrl-C: what comes after the records explained was not looked at. */
  readonly isInterrupted: boolean;
  /** Records that the scenario yields after the last of the file. */
  readonly missing: number;
  /** The first record that is not explained; absent if all are. */
  readonly finding?: Finding;
  /** What the clause of the finding, or those behind its row, say. */
  readonly clauses?: readonly { readonly id: string; readonly text: string }[] | undefined;
  /** The line as it stands in the file. */
  readonly text?: string | undefined;
}

export function textOfTrace(result: TraceResult): string {
  const { file, records, peers, rows, verdicts, lives, isCompared, missing, finding } = result;
  const counts = `${records} records of ${peers} peers, ${rows} rows of state tables, ${verdicts} verdicts`;
  const compared =
    result.model === undefined ? 'the run of the scenario' : `a path of ${result.model}`;
  const how = isCompared ? compared : 'a run that the specification allows';
  const whole = [
    `${file}: ${how}`,
    `  ${counts}`,
    ...(result.isInterrupted ? ['  interrupted: what follows was not looked at'] : []),
    ...(missing > 0 ? [`  the run goes on: ${missing} records more`] : []),
  ];
  return [
    ...(finding === undefined ? whole : unexplained(result, finding, counts)),
    ...lives.map(
      ({ peer, from }) => `  ${peer} has begun a new life, no earlier than line ${from}`,
    ),
  ].join('\n');
}

function unexplained(
  { file, records, clauses = [], text = '' }: TraceResult,
  { line, clause, peer, what, allowed }: Finding,
  counts: string,
): string[] {
  return [
    `${file}: ${records === 0 ? 'no record is explained' : `explained up to line ${line - 1}`} (${counts})`,
    `  line ${line} is not: ${peer}, ${clause}: ${what}`,
    ...clauses.map(({ id, text: its }) => `    ${id}: ${its}`),
    ...(allowed.length > 0 ? ['  possible there:', ...allowed.map((one) => `    ${one}`)] : []),
    `  the line: ${text}`,
  ];
}
