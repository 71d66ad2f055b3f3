/** Lines of a recorded run, one after the other: those of a trace, judged for their form, or of a capture. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { Ajv } from 'ajv';
import { readPackageFile } from '../../adapters/package-files.js';
import { UserMistake } from '../../adapters/user-mistake.js';
import type { FileLine } from '../../trace/told.js';

export interface ReadLine {
  /** One-based. */
  readonly line: number;
  readonly text: string;
}

/** Without the empty ones; `.gz` is unpacked. @throws UserMistake if the file cannot be read. */
export async function* linesOf(path: string): AsyncGenerator<ReadLine> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile())
    throw new UserMistake(`${path}: expected a trace or a capture (JSON Lines), found no file`);
  const file = createReadStream(path);
  const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  let line = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      line += 1;
      if (text.trim() !== '') yield { line, text };
    }
  } catch (cause) {
    throw new UserMistake(`${path}: cannot be read (${(cause as Error).message})`, { cause });
  }
}

export type Kind = 'trace' | 'capture';

/** By its first line. @throws UserMistake if it is neither. */
export async function kindOf(path: string): Promise<Kind> {
  for await (const { text } of linesOf(path)) {
    if (/"trace"\s*:/.test(text)) return 'trace';
    if (/"envelope"\s*:/.test(text)) return 'capture';
    break;
  }
  throw new UserMistake(
    `${path}: expected a trace (docs/traces.md) or a capture of traffic (spec/vectors/README.md)`,
  );
}

/** Reads a line as a record of spec/schema/trace.schema.json. @throws UserMistake if it is none. */
export function traceReader(path: string): (read: ReadLine) => FileLine {
  const schema = JSON.parse(readPackageFile('spec/schema/trace.schema.json')) as object;
  const isRecord = new Ajv({ strict: false, discriminator: false }).compile(schema);
  return ({ line, text }) => {
    let record: unknown;
    try {
      record = JSON.parse(text);
    } catch (cause) {
      throw new UserMistake(`${path}:${line}: expected a JSON object (trace.schema.json)`, {
        cause,
      });
    }
    if (isRecord(record)) return record as FileLine;
    const [error] = [...isRecord.errors!].sort(
      (a, b) => b.instancePath.length - a.instancePath.length,
    );
    const where = error!.instancePath.slice(1).replaceAll('/', '.') || 'the record';
    throw new UserMistake(`${path}:${line}: ${where} ${error!.message} (trace.schema.json)`);
  };
}
