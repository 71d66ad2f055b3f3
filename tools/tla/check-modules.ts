/** The work of `npm run tla`: each module in its bounds, each comparison, and what came of them. */
import { writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { compare } from './compare.js';
import { itfOf } from './itf.js';
import { comparisons } from './mapping/comparisons.js';
import type { Comparison } from './mapping/mapping.js';
import { judgedIn, moduleNames, moduleSource, runOf } from './modules.js';
import { type Finding, findingOf, isGood, textOf } from './report.js';
import { runTlc } from './tlc.js';
import { isMissing, resolveTools, type TlaTools } from './tools.js';

export interface CheckOptions {
  readonly module?: readonly string[];
  readonly all?: boolean;
  readonly compare: boolean;
  readonly jar?: string;
  /** Only sees to it that the tools are there. */
  readonly fetch?: boolean;
  readonly workers: number;
  readonly json?: boolean;
  /** File for a violation in the Informal Trace Format. */
  readonly itf?: string;
}

/** A module in certain bounds; the model that is compared with it, if there is one. */
interface Task {
  readonly module: string;
  readonly constants: Readonly<Record<string, number>>;
  readonly comparison: Comparison | undefined;
}

/** TLC runs in a group of its own: it does not end with this process by itself. */
const ENDS = ['SIGINT', 'SIGTERM'] as const;

/** As in sysexits.h: what is needed is not here and cannot be had. */
const UNAVAILABLE = 69;

/** The exit status. */
export async function checkModules(options: CheckOptions): Promise<number> {
  const names = moduleNames();
  const unknown = options.module?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    console.error(`--module ${unknown}: expected one of ${names.join(', ')}`);
    return 64;
  }
  const tools = resolveTools({ jar: options.jar, tell: (news) => console.error(news) });
  if (isMissing(tools)) {
    const refusal = options.fetch ? tools.missing : `not checked: ${tools.missing}`;
    console.log(options.json ? JSON.stringify(tools) : refusal);
    return options.fetch ? UNAVAILABLE : 0;
  }
  if (options.fetch) {
    console.log(options.json ? JSON.stringify(tools) : `tla2tools.jar: ${tools.jar}`);
    return 0;
  }
  const abort = new AbortController();
  const interrupt = () => abort.abort(new Error('interrupted'));
  for (const end of ENDS) process.once(end, interrupt);
  try {
    const findings: Finding[] = [];
    for (const task of tasksOf(options.module ?? names, options))
      findings.push(await perform(tools, task, options, abort.signal));
    const version = findings[0]?.version;
    console.log(
      options.json
        ? JSON.stringify({ version, jar: tools.from, findings }, null, 2)
        : textOf(findings, `${version}, from ${tools.from}`),
    );
    const broken = findings.find(({ violated }) => violated !== undefined);
    if (options.itf !== undefined && broken !== undefined && !wroteItf(options.itf, broken))
      return 64;
    return findings.every(isGood) ? 0 : 1;
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    console.error('interrupted');
    return 130;
  } finally {
    for (const end of ENDS) process.off(end, interrupt);
  }
}

function wroteItf(path: string, broken: Finding): boolean {
  try {
    writeFileSync(path, `${JSON.stringify(itfOf(broken))}\n`);
    return true;
  } catch (error) {
    console.error(`--itf ${path}: ${(error as Error).message}`);
    return false;
  }
}

function tasksOf(modules: readonly string[], options: CheckOptions): Task[] {
  return modules.flatMap((module) => {
    const made = comparisons.filter(
      ({ isSmall, ...comparison }) =>
        options.compare && comparison.module === module && (isSmall || options.all === true),
    );
    const tasks = made.map((comparison): Task => ({ ...comparison, comparison }));
    const hasOwnBounds = made.some(({ constants }) => Object.keys(constants).length === 0);
    return hasOwnBounds ? tasks : [{ module, constants: {}, comparison: undefined }, ...tasks];
  });
}

async function perform(
  tools: TlaTools,
  { module, constants, comparison }: Task,
  { workers }: CheckOptions,
  signal: AbortSignal,
): Promise<Finding> {
  const source = moduleSource(module, constants);
  const judged = judgedIn(source.config);
  const named = { module, constants, judged, model: comparison?.model };
  const news = (what: string) => console.error(`${module}: ${what}`);
  const run = {
    ...runOf(source),
    workers,
    signal,
    onProgress: (generated: number, distinct: number) =>
      news(`TLC ${generated} generated, ${distinct} distinct`),
  };
  if (comparison === undefined) return findingOf(named, await runTlc(tools, run), undefined);
  let toldMs = performance.now();
  const compared = await compare(tools, comparison.make(), run, async (distinct) => {
    await setImmediate();
    signal.throwIfAborted();
    if (performance.now() - toldMs < 1_000) return;
    toldMs = performance.now();
    news(`checker ${distinct} states`);
  });
  return findingOf(named, compared.tlc, compared);
}
