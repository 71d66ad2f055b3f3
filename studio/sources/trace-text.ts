/** The text of a trace, JSON Lines, to a recording. */
import type { AboutTold, FileLine } from '../../src/trace/told.js';
import type { Cast } from '../run/cast.js';
import type { Recording } from '../run/recording.js';
import { createTraceReader } from './read-trace.js';

export interface ReadTrace {
  readonly cast: Cast;
  readonly recording: Recording;
  readonly durationMs: number;
  readonly about: AboutTold | undefined;
  envelopeOf(index: number): string | undefined;
}

/** @throws RangeError if a line is no line of a trace. */
export function recordingOfTrace(text: string): ReadTrace {
  const lines = text.split('\n').flatMap((line, i) => (line === '' ? [] : [parseLine(line, i)]));
  return recordingOfLines(lines);
}

export function recordingOfLines(lines: readonly FileLine[]): ReadTrace {
  const reader = createTraceReader();
  // Without lines that say who is who, peers stand in the order of their names.
  const isTold = lines.some(({ trace }) => trace.kind === 'who');
  const [first] = lines;
  if (!isTold && first !== undefined)
    for (const peer of [...new Set(lines.map((line) => line.peer))].sort())
      if (peer !== '')
        reader.add({
          ...first,
          peer,
          trace: { kind: 'who', organisation: '', role: 'peer', pkiId: '', channels: [] },
        });
  for (const line of lines) reader.add(line);
  return {
    cast: reader.cast,
    recording: reader.recording,
    durationMs: reader.untilMs + 1,
    about: reader.about,
    envelopeOf: reader.envelopeOf,
  };
}

function parseLine(line: string, index: number): FileLine {
  let value: Partial<FileLine> | null;
  try {
    value = JSON.parse(line) as Partial<FileLine> | null;
  } catch {
    value = null;
  }
  if (typeof value?.peer !== 'string' || typeof value.atMs !== 'number' || value.trace == null)
    throw new RangeError(`line ${index + 1}: expected a line of a trace with atMs, peer and trace`);
  return value as FileLine;
}
