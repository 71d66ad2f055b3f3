/** The work of `fabric-gossip check --trace`: whether a recorded run is one that the specification allows. */
import { specDecisions } from '../../adapters/spec-decisions.js';
import { clausesByRow, specClauses } from '../../adapters/spec-index.js';
import { UserMistake } from '../../adapters/user-mistake.js';
import type { Finding } from '../../checker/validate/finding.js';
import { judgeTrace } from '../../checker/validate/judge-trace.js';
import type { FileLine } from '../../trace/told.js';
import { kindOf, linesOf, traceReader } from './trace-lines.js';
import { type TraceResult, textOfTrace } from './validate-text.js';

export interface ValidateOptions {
  readonly scenario?: string;
  readonly seed?: number;
  readonly certs?: string;
  readonly aliveInterval?: number;
  readonly electionDuration?: number;
  readonly json?: boolean;
}

/** @throws UserMistake if the file is no recorded run, or an option does not fit it. */
export async function validate(path: string, options: ValidateOptions): Promise<void> {
  const kind = await kindOf(path);
  if (kind === 'capture' && options.scenario !== undefined)
    throw new UserMistake(`--scenario: ${path} is a capture of traffic, and no simulator made it`);
  if (options.seed !== undefined && options.scenario === undefined)
    throw new UserMistake('--seed: expected --scenario beside it');
  const ofCapture = ['certs', 'aliveInterval', 'electionDuration'] as const;
  const foreign = ofCapture.find((name) => options[name] !== undefined);
  if (kind === 'trace' && foreign !== undefined)
    throw new UserMistake(`--${sayOption(foreign)}: ${path} is a trace, expected a capture`);
  if (kind === 'trace') {
    const result = await traceResult(path, options);
    console.log(options.json ? JSON.stringify(result, null, 2) : textOfTrace(result));
    if (result.isInterrupted) process.exitCode = 130;
    else if (result.finding !== undefined) process.exitCode = 1;
    return;
  }
  const { captureResult, textOfCapture } = await import('./capture.js');
  const { certs, aliveInterval, electionDuration } = options;
  const timings = { aliveTimeInterval: aliveInterval, leaderElectionDuration: electionDuration };
  const result = await captureResult(path, { certs, timings });
  console.log(options.json ? JSON.stringify(result, null, 2) : textOfCapture(result));
  if (result.rules.some(({ breaches }) => breaches.length > 0)) process.exitCode = 1;
}

const sayOption = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Records between two words of progress: about a second. */
const TOLD_EVERY = 100_000;

async function traceResult(path: string, options: ValidateOptions): Promise<TraceResult> {
  const decisions = specDecisions();
  const judge = judgeTrace((id) => {
    const verdicts = decisions.get(id);
    return verdicts && { verdicts };
  });
  const parse = traceReader(path);
  let again = options.scenario === undefined ? undefined : await reference(options);
  let model: string | undefined;
  let finding: Finding | undefined;
  let last: string | undefined;
  let explained = 0;
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
  };
  process.once('SIGINT', interrupt);
  for await (const read of linesOf(path)) {
    const record = parse(read);
    if (explained === 0 && again === undefined) {
      const walk = await pathIn(record);
      again = walk?.again;
      model = walk?.model;
    }
    finding = judge.judge(record, read.line) ?? again?.compare(record, read.line);
    if (finding !== undefined) {
      last = read.text;
      break;
    }
    explained += 1;
    if (isInterrupted) break;
    if (explained % TOLD_EVERY === 0) console.error(`${explained} records explained`);
  }
  process.off('SIGINT', interrupt);
  const { rows, lives, ...counts } = judge.summary;
  const clauses = finding && clausesOf(finding.clause);
  return {
    file: path,
    kind: 'trace',
    ...counts,
    records: explained,
    rows: rows.size,
    lives,
    isCompared: again !== undefined,
    ...(model !== undefined && { model }),
    isInterrupted,
    missing: finding === undefined && !isInterrupted ? (again?.missing() ?? 0) : 0,
    ...(finding && { finding, clauses, text: last }),
  };
}

async function reference({ scenario, seed }: ValidateOptions) {
  const { readScenario } = await import('../simulate/scenario-file.js');
  const { livedAgain } = await import('../../checker/validate/lived-again.js');
  const file = readScenario(scenario!);
  return livedAgain({ ...file, seed: seed ?? file.seed });
}

/** CHEK-106: of a path of a model that there is, the path walked again. */
async function pathIn(record: FileLine) {
  const { pathSaidIn, walkedAgain } = await import('../../checker/validate/walked-again.js');
  const said = pathSaidIn(record);
  if (said === undefined) return undefined;
  const { models } = await import('../../checker/models/registry.js');
  if (!models.some(({ name }) => name === said.model)) return undefined;
  const { modelOf } = await import('./model-of.js');
  const model = modelOf({ name: said.model, size: said.size });
  return { model: said.model, again: walkedAgain(model, said) };
}

/** The clauses behind a row, or the clause itself, with their text. */
function clausesOf(id: string): { id: string; text: string }[] {
  const clauses = specClauses();
  const ids = clausesByRow(clauses).get(id) ?? [id];
  return clauses.filter((clause) => ids.includes(clause.id)).map(({ id, text }) => ({ id, text }));
}
