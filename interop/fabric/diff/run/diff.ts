/** One run: draws scripts, has them judged, keeps and tells what came of them. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder } from '../../../../src/adapters/package-files.js';
import { explained } from '../explained.js';
import { drawScript } from '../script/draw.js';
import { readScript } from '../script/read.js';
import type { Script } from '../script/script.js';
import { shrink } from '../shrink.js';
import { createPool, type Pool } from './pool.js';
import { differenceText, scriptText, summaryOf, summaryText } from './report.js';
import { openStore, type Result, type Store, withhold } from './store.js';

export interface DiffOptions {
  readonly scripts: number;
  readonly from: number;
  readonly seed: string;
  readonly parallel: number;
  readonly pace: number;
  readonly script?: string;
  readonly shrink: boolean;
  readonly again?: true;
  readonly unexplained?: true;
  readonly out?: string;
  readonly withheld?: string;
}

export interface Compared {
  /** For files and headings. */
  readonly name: string;
  readonly profile: string;
  /** Path of a `peer`, or `reference`. */
  readonly subject: string;
}

/** How many divergent scripts a run makes shorter. */
const SHRUNK_MAX = 5;
/** How often the reader is told that the run goes on. */
const TELL_EACH = 10;

export async function runDiff(options: DiffOptions, compared: Compared): Promise<number> {
  const { seed } = options;
  const scripts = options.script
    ? [readScript(options.script)]
    : Array.from({ length: options.scripts }, (_, i) => drawScript(seed, options.from + i));
  const folder = join(packageFolder(), 'reports', 'diff');
  const store = openStore(join(folder, `${compared.name}-${seed}.ndjson`));
  const mayReuse = !options.again && !options.script;
  const stored = (script: Script): Result | undefined => {
    const result = mayReuse ? withExplanation(store.find(script)) : undefined;
    return options.unexplained && result?.verdict === 'unexplained' ? undefined : result;
  };
  const known = scripts.flatMap((script) => stored(script) ?? []);
  const open = scripts.filter((script) => stored(script) === undefined);
  console.log(
    `${compared.name}, profile ${compared.profile}: ${scripts.length} scripts of seed ${seed}, ${known.length} with a stored result`,
  );
  const pool = createPool(Math.min(options.parallel, Math.max(1, open.length)), {
    ...compared,
    seed,
    pace: options.pace,
  });
  let isStopped = false;
  const stop = (): void => {
    if (!isStopped) console.error('\nstopping: scripts that play are finished first');
    isStopped = true;
  };
  process.on('SIGINT', stop);
  try {
    const results = [...known];
    const queue = [...open];
    const work = async (): Promise<void> => {
      for (let script = queue.shift(); script && !isStopped; script = queue.shift()) {
        const result = afterwards(store.find(script), await judged(script, pool, options));
        // A script of a file may have the id of a drawn one and other steps.
        if (!options.script) store.keep(result);
        results.push(result);
        tell(result, results.length, scripts.length);
      }
    };
    await Promise.all(Array.from({ length: pool.size }, work));
    if (options.shrink && !isStopped) await shrinkAll(results, pool, () => isStopped);
    return closing(results, scripts.length, options, store);
  } finally {
    process.off('SIGINT', stop);
    await pool.close();
  }
}

async function judged(script: Script, pool: Pool, options: DiffOptions): Promise<Result> {
  const startedMs = Date.now();
  const answer = await pool
    .ask({ kind: 'judge', script })
    .catch((error: Error) => ({ kind: 'failed', message: error.message }) as const);
  const own =
    answer.kind === 'judge'
      ? answer.judged
      : { verdict: 'unplayed' as const, message: 'no answer', done: [], shared: 0 };
  const isWithheld = own.verdict === 'withheld';
  if (isWithheld) {
    const folder = options.withheld ?? join(tmpdir(), 'fabric-gossip-withheld');
    withhold(folder, script, own.message);
  }
  return {
    id: script.id,
    ...(!isWithheld && { script }),
    ...own,
    durationMs: Date.now() - startedMs,
    at: new Date().toISOString(),
  };
}

/** What was stored before its explanation was written. */
function withExplanation(result: Result | undefined): Result | undefined {
  if (result?.verdict !== 'unexplained' || !result.script || !result.difference) return result;
  const devs = explained(result.difference, result.script);
  return devs ? { ...result, verdict: 'explained', devs } : result;
}

/** What has differed and no longer does was unsteady: a new play makes nothing undone. */
function afterwards(before: Result | undefined, now: Result): Result {
  if (now.verdict !== 'equal' || !before?.difference) return now;
  return { ...now, verdict: 'unsteady', difference: before.difference };
}

function tell(result: Result, done: number, planned: number): void {
  const { verdict, script, difference, message, devs } = result;
  if (verdict === 'equal' || verdict === 'explained') {
    if (done % TELL_EACH === 0 || done === planned) console.log(`  ${done} of ${planned}`);
    return;
  }
  console.log(`  ${done} of ${planned}: ${result.id} ${verdict} ${devs?.join(', ') ?? ''}`);
  if (message && verdict === 'unplayed') console.log(message);
  if (script && difference) console.log(`${scriptText(script)}\n${differenceText(difference)}`);
}

async function shrinkAll(
  results: readonly Result[],
  pool: Pool,
  isStopped: () => boolean,
): Promise<void> {
  const divergent = results.filter(({ verdict }) => verdict === 'unexplained');
  for (const { script, difference } of divergent.slice(0, SHRUNK_MAX)) {
    if (!script || !difference || isStopped()) continue;
    console.log(`shrinking ${script.id}`);
    const facts = [...difference.reference, ...difference.fabric];
    const short = await shrink(script, async (candidate) => {
      if (isStopped()) return false;
      const answer = await pool.ask({ kind: 'shows', script: candidate, facts });
      return answer.kind === 'shows' && answer.shows;
    });
    const answer = await pool.ask({ kind: 'judge', script: short });
    console.log(scriptText(short));
    if (answer.kind === 'judge' && answer.judged.difference)
      console.log(differenceText(answer.judged.difference));
    console.log(JSON.stringify(short));
  }
}

function closing(
  results: readonly Result[],
  planned: number,
  { out, seed, from }: DiffOptions,
  { path }: Store,
): number {
  const summary = summaryOf(results);
  console.log(`\n${summaryText(summary)}\n\nResults: ${path}`);
  if (results.length < planned) console.log(`${planned - results.length} scripts were not played`);
  if (out) writeFileSync(out, `${JSON.stringify({ seed, from, ...summary }, undefined, 2)}\n`);
  if (summary.verdicts.unexplained > 0) return 1;
  return summary.verdicts.unplayed > 0 ? 3 : 0;
}
