/**
 * Files that somebody has: a scenario (YAML or JSON), a trace, evidence of a conformance run (its trace, its
 * record, or both), a capture; packed with gzip or not. What reads each comes when it is needed.
 */
import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import type { FileLine } from '../../src/trace/told.js';
import { type Studio, shownOf } from '../page/studio.js';
import { lastToStep } from '../time/peer-machines.js';
import type { RunRecord, StoredCase } from './conformance.js';
import { type KnownFile, knownFile } from './tell-kind.js';
import { type ReadTrace, recordingOfLines, recordingOfTrace } from './trace-text.js';

export interface NamedBlob {
  readonly name: string;
  readonly blob: Blob;
}

/** `wanted`: of a conformance run, the case to begin with. What cannot be opened is said in the page. */
export async function openFiles(
  studio: Studio,
  files: readonly NamedBlob[],
  wanted?: string,
): Promise<void> {
  try {
    const known = await Promise.all(files.map(readFile));
    await openKnown(studio, known, wanted);
  } catch (error) {
    studio.store.set({ problem: (error as Error).message });
  }
}

async function readFile({ name, blob }: NamedBlob): Promise<KnownFile> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b)
    return knownFile(name, new TextDecoder().decode(bytes));
  const { unpacked } = await import('./unpack.js');
  try {
    return knownFile(name.replace(/\.gz$/, ''), await unpacked(bytes));
  } catch {
    throw new RangeError(`${name}: it begins as a gzip file and does not unpack`);
  }
}

async function openKnown(studio: Studio, files: readonly KnownFile[], wanted?: string) {
  const of = (kind: KnownFile['kind']) => files.find((file) => file.kind === kind);
  const [evidence, record] = [of('evidence'), of('record')];
  if (evidence !== undefined || record !== undefined) {
    const { casesOfRun, worthSeeing } = await import('./conformance.js');
    const run = record && (JSON.parse(record.text) as RunRecord);
    const cases = casesOfRun(evidence?.text, run);
    const asked = cases.findIndex(({ id }) => id === wanted);
    if (cases.length === 0 || (wanted !== undefined && asked < 0))
      throw new RangeError(
        `${(evidence ?? record)!.name}: ${wanted === undefined ? 'no case with an exchange' : `no case "${wanted}"`}`,
      );
    return openCase(studio, cases, asked < 0 ? worthSeeing(cases) : asked);
  }
  const [file] = files;
  if (file === undefined) return;
  switch (file.kind) {
    case 'trace':
      return showTrace(studio, recordingOfTrace(file.text));
    case 'capture': {
      const { linesOfRows } = await import('./captured.js');
      return showTrace(studio, recordingOfLines(linesOfRows(file.text, file.name)));
    }
    case 'scenario':
      return studio.open(JSON.parse(file.text) as Scenario);
    default:
      return studio.open(await scenarioIn(file));
  }
}

/** Shows a case, from a moment before it went wrong. */
function openCase(studio: Studio, cases: readonly StoredCase[], chosen: number): void {
  const lines = cases[chosen]!.lines();
  const choice = {
    names: cases.map(({ id, round, verdict }) => ({
      name: round > 1 ? `${id} (round ${round})` : id,
      verdict,
    })),
    chosen,
    open: (index: number) => openCase(studio, cases, index),
  };
  const failure = lines.find(({ trace }) => trace.kind === 'note' && trace.what === 'failed');
  const atMs = failure === undefined ? 0 : failure.atMs - lines[0]!.atMs;
  const read = recordingOfLines(lines);
  showTrace(studio, read, choice);
  const machine = lastToStep(read.recording, atMs);
  studio.store.set({ tab: 'source', isPlaying: false, ...(machine && { machine, row: '' }) });
  studio.seek(atMs);
}

function showTrace(
  studio: Studio,
  { cast, recording, durationMs, about, envelopeOf }: ReadTrace,
  cases?: NonNullable<ReturnType<typeof shownOf>['cases']>,
): void {
  const more = { about, envelopeOf, ...(cases && { cases }) };
  studio.show(shownOf(cast, undefined, durationMs, recording, more));
}

/** Lines that were made elsewhere, a counterexample for example. */
export const showLines = (studio: Studio, lines: readonly FileLine[]): void =>
  showTrace(studio, recordingOfLines(lines));

interface ScenarioText {
  parseScenario(path: string, text: string): Scenario;
}

/** YAML is read by what the command line reads it with, which is a file of its own. */
async function scenarioIn({ name, text }: KnownFile): Promise<Scenario> {
  if (!/\borganisations"?\s*:/.test(text))
    throw new RangeError(
      `${name}: no scenario, which names its organisations, and no trace, capture or conformance run either`,
    );
  const place = './scenario-text.js';
  const { parseScenario } = (await import(place)) as ScenarioText;
  return parseScenario(name, text);
}
