/** A file that somebody has: a scenario as JSON, or a trace as JSON Lines; packed with gzip or not. */
import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import { recordingOfTrace } from '../run/from-trace.js';
import { type Studio, shownOf } from './studio.js';

export async function openFile(
  studio: Studio,
  file: Blob & { readonly name?: string },
): Promise<void> {
  const isPacked = file.name?.endsWith('.gz') === true;
  const stream = isPacked
    ? file.stream().pipeThrough(new DecompressionStream('gzip'))
    : file.stream();
  openText(studio, await new Response(stream).text());
}

export function openText(studio: Studio, text: string): void {
  try {
    const first: unknown = JSON.parse(text.slice(0, text.indexOf('\n') >>> 0).trim() || text);
    if (isTraceLine(first)) {
      const { cast, recording, durationMs } = recordingOfTrace(text);
      return studio.show(shownOf(cast, undefined, durationMs, recording));
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  try {
    const whole = JSON.parse(text) as Partial<Scenario>;
    if (Array.isArray(whole.organisations)) return studio.open(whole as Scenario);
  } catch {
    // Said below.
  }
  studio.store.set({
    problem:
      'The file is neither a trace (JSON Lines) nor a scenario as JSON: expected one of them.',
  });
}

const isTraceLine = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'trace' in value && 'atMs' in value;
