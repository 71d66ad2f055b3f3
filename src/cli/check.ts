/** `fabric-gossip check`: every interleaving of a small network, each property judged on every state. */
import { Command, InvalidArgumentError, Option } from 'commander';

const EXAMPLES = `
Examples:
  fabric-gossip check                                  the models that there are
  fabric-gossip check two-phase-commit --size 7
  fabric-gossip check handshake --json
  fabric-gossip check election --states 100000 --counterexample trace.jsonl

Without bounds a model is explored whole. With --depth or --states a property that was not broken is "open": nothing
is claimed of what was not seen. Ctrl-C ends the run and prints what there is so far. docs/checker.md says more.

Exit status: 0 nothing is violated, 1 a property is violated, 64 wrong usage, 130 interrupted.`;

export function checkCommand(): Command {
  return new Command('check')
    .description('explore every interleaving of a model within bounds, and judge its properties')
    .argument('[model]', 'name of a model; left out: list them')
    .option('--size <n>', 'how many there are, where the model says of what', natural)
    .option('--depth <n>', 'do not go on from states of this level; the first is level 1', natural)
    .option('--states <n>', 'stop once so many distinct states were met', natural)
    .addOption(
      new Option('--order <order>', 'breadth first finds shortest counterexamples')
        .choices(['bfs', 'dfs'])
        .default('bfs'),
    )
    .option('--exact', 'compare whole states where fingerprints are equal: more memory')
    .option('--counterexample <file>', 'write what the peers did up to the violation, JSON Lines')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (model, options) => {
      const { check, listModels } = await import('./check/run.js');
      if (model === undefined) listModels(options);
      else await check(model, options);
    });
}

function natural(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new InvalidArgumentError('Expected a whole number, from 1.');
  return Number(text);
}
