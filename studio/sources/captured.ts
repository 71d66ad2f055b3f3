/** A recorded capture in the page: its rows, told as a trace. */
import { fromBase64 } from '../../src/trace/base64.js';
import { type CapturedRow, linesOfCapture } from '../../src/trace/capture.js';
import type { FileLine } from '../../src/trace/told.js';

/** @throws RangeError if a line is no row of a capture. */
export function linesOfRows(text: string, title: string): FileLine[] {
  const rows = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [rowOf(line, i)]));
  return linesOfCapture(rows, { title });
}

function rowOf(line: string, index: number): CapturedRow {
  const where = `line ${index + 1}`;
  let row: Record<string, unknown>;
  try {
    row = JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw new RangeError(`${where}: expected a row of a capture`);
  }
  const { ms, dir, conn = '', envelope } = row;
  const bytes = typeof envelope === 'string' ? fromBase64(envelope) : undefined;
  if (typeof ms !== 'number' || (dir !== 'in' && dir !== 'out') || bytes === undefined)
    throw new RangeError(
      `${where}: expected a row of a capture: ms a number, dir "in" or "out", envelope in base64`,
    );
  return { ms, dir, conn: String(conn), bytes };
}
