/** `fabric-gossip check`: every interleaving of a small network, each property judged on every state. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Reduction } from '../checker/reduce/reduced.js';
import { type Mode, misfit, modeOf } from './check/modes.js';
import type { CheckOptions } from './check/run.js';
import type { ServeOptions } from './check/serve-graph.js';
import type { ValidateOptions } from './check/validate.js';
import type { VerifyOptions } from './check/verify.js';
import { portOf } from './port.js';

const REDUCTIONS: readonly Reduction[] = ['noop', 'order', 'stores', 'symmetry'];

const EXAMPLES = `
Examples:
  fabric-gossip check                                  the models that there are
  fabric-gossip check two-phase-commit --size 7
  fabric-gossip check two-phase-commit --no-reductions --no-fairness
  fabric-gossip check two-phase-commit --size 9 --workers 2
  fabric-gossip check two-phase-commit --size 10 --no-reductions --memory 500 --checkpoint half.bin
  fabric-gossip check two-phase-commit --size 10 --no-reductions --resume half.bin --workers 2
  fabric-gossip check election --verify-memo 0.01
  fabric-gossip check handshake --json
  fabric-gossip check election --states 100000 --counterexample trace.jsonl
  fabric-gossip check election --serve                              walk through its states, in the browser
  fabric-gossip check --trace trace.jsonl                           is a recorded run one that may be?
  fabric-gossip check --trace trace.jsonl --scenario scenarios/four-peers.yaml

Without bounds a model is explored whole. With --depth, --states or --memory a property that was not broken is "open":
nothing is claimed of what was not seen, nor of endless runs through it. A shard claims nothing of the whole. Ctrl-C
ends the run and prints what there is so far. docs/checker.md says more.

Exit status: 0 nothing is violated, or the recorded run is one that may be; 1 a property is violated, something differs
(--verify-memo), or the recorded run is not explained; 64 wrong usage, or a file that cannot be used; 70 a defect of
this program; 74 the last checkpoint, or what is printed, could not be written; 130 interrupted.`;

export function checkCommand(): Command {
  const command = new Command('check');
  /** One name for two options: the last would win. */
  const ofFairness = new Set<string>();
  for (const name of ['fairness', 'no-fairness'])
    command.on(`option:${name}`, () => ofFairness.add(name));
  return command
    .description('explore every interleaving of a model within bounds, and judge its properties')
    .argument('[model]', 'name of a model; left out: list them')
    .option('--size <n>', 'how many there are, where the model says of what', natural)
    .option('--depth <n>', 'do not go on from states of this level; the first is level 1', natural)
    .option('--states <n>', 'stop once at least so many distinct states were met', natural)
    .addOption(
      new Option('--order <order>', 'breadth first finds short counterexamples')
        .choices(['bfs', 'dfs'])
        .default('bfs'),
    )
    .option(
      '--reduce <list>',
      `reductions to use: ${REDUCTIONS.join(', ')}; default: what the model allows`,
      list,
    )
    .option('--no-reductions', 'explore every state, for counts to compare with other checkers')
    .option(
      '--liveness <n>',
      'judge endless runs on at most so many states (default 1000000)',
      natural,
    )
    .addOption(
      new Option(
        '--fairness <how>',
        'endless runs: what is possible all the time is done (weak), or again and again (strong)',
      )
        .choices(['weak', 'strong'])
        .default('weak'),
    )
    .option('--no-fairness', 'endless runs: nothing has to happen, a run may stop anywhere')
    .option('--workers <n>', 'threads that share the work (default 1)', natural)
    .option('--memory <mb>', 'end before states take more than so many megabytes', natural)
    .option('--checkpoint <file>', 'keep an unfinished exploration: every 5 minutes and at its end')
    .option('--resume <file>', 'go on from a checkpoint of the same model and options')
    .option(
      '--shard <i/n>',
      'explore the i-th of n parts, each by a process or machine of its own',
      part,
    )
    .option(
      '--verify-memo <share>',
      'do such a share of the steps again, explore twice, and compare (such as 0.01)',
      share,
    )
    .option('--exact', 'compare whole states where fingerprints are equal: more memory')
    .option(
      '--counterexample <file>',
      'write what the peers did up to the violation, JSON Lines; as ITF into a .itf.json',
    )
    .option('--studio', 'open the studio with the counterexample')
    .option('--serve', 'walk through the states of the model in the browser, step by step')
    .option('--port <n>', 'with --studio, --serve: port on 127.0.0.1; 0: one that is free', portOf)
    .option(
      '--site <dir>',
      'with --studio, --serve: where the page was built (default: in the package)',
    )
    .option('--trace <file>', 'judge a recorded run instead: a trace, or a capture of traffic')
    .option(
      '--scenario <file>',
      'with --trace: the scenario of the run, to live it again and compare',
    )
    .option(
      '--certs <dir>',
      'with --trace of a capture: certificates, so that signatures are judged',
    )
    .option(
      '--alive-interval <ms>',
      'with --trace of a capture: how often heartbeats come',
      natural,
    )
    .option('--election-duration <ms>', 'with --trace of a capture: wait after a proposal', natural)
    .option('--seed <n>', 'with --scenario: in the place of the seed in the file', whole)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (model: string | undefined, options: Options, command: Command) => {
      const names = Object.keys(options).filter(
        (name) => command.getOptionValueSource(name) === 'cli',
      );
      const mode = modeOf(model, names);
      if (mode === 'trace' && model !== undefined)
        command.error('error: give either a model or --trace');
      const wrong =
        ofFairness.size === 2 ? '--fairness: not with --no-fairness' : misfit({ mode, names });
      if (wrong !== undefined) command.error(`error: ${wrong}`);
      await WORK[mode](model!, options);
    });
}

/** What commander gives: which of them are there follows from the mode. */
type Options = CheckOptions &
  VerifyOptions &
  ServeOptions &
  ValidateOptions & { readonly trace: string };

/** By mode; loaded when it is asked for. */
const WORK: Readonly<Record<Mode, (model: string, options: Options) => Promise<void>>> = {
  list: async (_, options) => (await import('./check/run.js')).listModels(options),
  explore: async (model, options) => (await import('./check/run.js')).check(model, options),
  verify: async (model, options) => (await import('./check/verify.js')).verify(model, options),
  serve: async (model, options) =>
    (await import('./check/serve-graph.js')).serveGraph(model, options),
  trace: async (_, options) =>
    (await import('./check/validate.js')).validate(options.trace, options),
};

function natural(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new InvalidArgumentError('Expected a whole number, from 1.');
  return Number(text);
}

function share(text: string): number {
  const value = /^(0|1)(\.\d{1,9})?$/.test(text) ? Number(text) : 0;
  if (value <= 0 || value > 1)
    throw new InvalidArgumentError('Expected a number above 0 and at most 1.');
  return value;
}

function part(text: string): { readonly at: number; readonly of: number } {
  const [, at, of] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? [];
  if (at === undefined || Number(at) > Number(of))
    throw new InvalidArgumentError('Expected i/n with i from 1 to n, such as 2/8.');
  return { at: Number(at), of: Number(of) };
}

function list(text: string): readonly string[] {
  const names = text.split(',');
  if (names.some((name) => !REDUCTIONS.some((known) => known === name)))
    throw new InvalidArgumentError(`Expected some of ${REDUCTIONS.join(',')}.`);
  return names;
}

function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a whole number, from 0.');
  return Number(text);
}
