/** `fabric-gossip simulate`: a scenario on virtual time, its figures, and whether the invariants hold. */
import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { createTraceFile, type TraceFile } from '../adapters/trace-file.js';
import { UserMistake } from '../adapters/user-mistake.js';
import type { Scenario } from '../simulator/scenario/scenario.js';
import { sayBreach, shrinkBreach } from './simulate/breach.js';
import { isTrace } from './simulate/is-trace.js';
import { live } from './simulate/live.js';
import { readScenario } from './simulate/scenario-file.js';
import { textOf } from './simulate/text-report.js';

interface Options {
  readonly seed?: number;
  readonly json?: boolean;
  readonly trace?: string;
  readonly messages?: boolean;
  readonly charts?: string;
  readonly shrunken: string;
  readonly invariants: boolean;
  readonly goOn?: boolean;
}

const EXAMPLES = `
Examples:
  fabric-gossip simulate scenarios/four-peers.yaml
  fabric-gossip simulate scenarios/hundred-peers.yaml --seed 7 --charts charts
  fabric-gossip simulate scenarios/partition.yaml --json --trace trace.jsonl
  fabric-gossip simulate scenarios/four-peers.yaml --trace trace.jsonl --messages
  fabric-gossip check silence --no-fairness --counterexample found.jsonl
  fabric-gossip simulate found.jsonl

The same scenario and seed give the same trace, byte for byte. What may stand in a scenario file, and what each
figure means, is in docs/simulator.md; spec/schema/scenario.schema.json is its schema.
If an invariant of the specification does not hold, its id and the seed are printed, and a smaller scenario that
breaks it too is written. Ctrl-C ends the run and prints what there is so far.
A path of a model of peers is played step by step: which timer fires, what arrives or is lost and who crashes the file
says, and simulated peers decide the rest. What it violates in the model is judged on them too.

Exit status: 0 done, 1 an invariant does not hold, 64 wrong usage, 130 interrupted.`;

export function simulateCommand(): Command {
  return new Command('simulate')
    .description(
      'live through a scenario on virtual time, or play a path of a model: figures, invariants',
    )
    .argument('<file>', 'scenario, YAML; or a path that check --counterexample wrote, JSON Lines')
    .option('--seed <n>', 'in the place of the seed in the file', natural)
    .option('--json', 'print the report as JSON')
    .option('--trace <file>', 'write the trace, JSON Lines')
    .option('--messages', 'with --trace: write the envelopes too, so that the studio shows them')
    .option('--charts <dir>', 'write charts, SVG')
    .option('--shrunken <file>', 'where the smaller scenario of a breach goes', 'shrunken.yaml')
    .option('--no-invariants', 'do not watch the invariants: large networks run faster')
    .option('--go-on', 'go on after a breach of an invariant')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

function natural(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a whole number, from 0.');
  return Number(text);
}

/** Options that a path leaves nothing to say for. */
const OF_SCENARIOS = ['seed', 'charts', 'shrunken', 'invariants', 'goOn'];

async function run(path: string, options: Options, command: Command): Promise<void> {
  if (options.messages && options.trace === undefined)
    command.error('error: --messages: expected --trace FILE beside it', { exitCode: 64 });
  if (isTrace(path)) {
    const foreign = OF_SCENARIOS.find((name) => command.getOptionValueSource(name) === 'cli');
    const flags = command.options.find((option) => option.attributeName() === foreign)?.long;
    if (foreign !== undefined)
      throw new UserMistake(`${flags}: ${path} is a path, which says itself what happens`);
    const { play } = await import('./simulate/played.js');
    return play(path, options);
  }
  const file = readScenario(path);
  const scenario: Scenario = { ...file, name: file.name || path, seed: options.seed ?? file.seed };
  const trace = options.trace === undefined ? undefined : createTraceFile(options.trace);
  const { invariants, goOn } = options;
  const lived = await live(scenario, {
    invariants,
    stopsAtBreach: goOn !== true,
    ...(trace && (await tracing(scenario, trace, options.messages === true))),
  });
  trace?.close();
  const { run, isInterrupted } = lived;
  const report = run.report();
  const { breaches, notJudged, reached } = run;
  console.log(
    options.json
      ? JSON.stringify({ ...report, breaches, notJudged, reached }, null, 2)
      : textOf(report),
  );
  if (options.charts !== undefined) {
    const { writeCharts } = await import('./simulate/charts.js');
    for (const chart of writeCharts(options.charts, run)) console.error(`wrote ${chart}`);
  }
  if (!options.json && invariants)
    for (const line of sayBreach(run, isInterrupted)) console.log(line);
  if (isInterrupted) process.exitCode = 130;
  const [breach] = breaches;
  if (breach === undefined) return;
  process.exitCode = 1;
  const smaller = await shrinkBreach(run);
  save(options.shrunken, smaller);
  console.error(
    `${breach.id} does not hold with seed ${scenario.seed}; repeat it smaller: fabric-gossip simulate ${options.shrunken}`,
  );
}

async function tracing(scenario: Scenario, { write }: TraceFile, hasMessages: boolean) {
  if (!hasMessages) return { onTrace: write };
  const { createMessageTrace } = await import('./simulate/message-trace.js');
  const { onTrace, observer } = createMessageTrace(scenario, write);
  return { onTrace, observers: [observer] };
}

function save(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new UserMistake(`--shrunken ${path}: ${(cause as Error).message}`, { cause });
  }
}
