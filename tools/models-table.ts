/** The tables of models and of endless runs of spec/17-checker.md, 17.8 and 17.11, as data. */

export interface ModelRow {
  readonly model: string;
  /** Undefined where the model has one size. */
  readonly size: number | undefined;
  readonly generated: number;
  readonly distinct: number;
  readonly depth: number;
  /** Ids in their order. */
  readonly always: string;
  readonly sometimes: string;
}

/** @param chapter Markdown of the chapter */
export function modelRows(chapter: string): ModelRow[] {
  const [, after = ''] = chapter.split('<!-- models -->');
  return after
    .split('\n')
    .filter((line) => /^\| [a-z]/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => Number(cells[3]) > 0)
    .map(([, model = '', size, generated, distinct, depth, always = '', sometimes = '']) => ({
      model,
      size: size === '' ? undefined : Number(size),
      generated: Number(generated),
      distinct: Number(distinct),
      depth: Number(depth),
      always,
      sometimes,
    }));
}

export interface RunRow {
  readonly model: string;
  readonly size: number | undefined;
  readonly property: string;
  readonly kind: string;
  readonly verdict: string;
  /** Where a run may stop anywhere. */
  readonly unfair: string;
}

/** @param chapter Markdown of the chapter */
export function runRows(chapter: string): RunRow[] {
  const [, after = ''] = chapter.split('<!-- endless-runs -->');
  const [, table = ''] = after.split('\n\n');
  return table
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, model = '', size, property = '', kind = '', verdict = '', unfair = '']) => ({
      model,
      size: size === '' ? undefined : Number(size),
      property,
      kind,
      verdict,
      unfair,
    }));
}
