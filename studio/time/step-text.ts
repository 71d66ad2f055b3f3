/** The text of a machine's step in a recording, taken apart. */
export interface StepText {
  readonly machine: string;
  /** Row of the state table, such as `MEMB-R4`. */
  readonly row: string;
  readonly event: string;
  readonly from: string;
  readonly to: string;
}

export function stepText(text: string): StepText {
  const [machine = '', row = '', event = '', from = '', to = ''] = text.split('\t');
  return { machine, row, event, from, to };
}
