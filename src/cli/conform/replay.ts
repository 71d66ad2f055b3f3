/** `fabric-gossip conform replay`: plays one case of a stored run again. */
import { Command } from 'commander';
import { countOf, EXIT_STATUS } from './options.js';

const EXAMPLES = `
Same seed, identities and nonces as in the run; in process also the same instants, so that a reference
answers with the very same bytes. On a wire, instants and the order of what crosses are what they are.

Examples:
  fabric-gossip conform replay reports/conform/run.json:link/probe-answered-and-ended-with-ok
  fabric-gossip conform replay run.json:push/block-relayed-to-nobody-else --target inproc   the reference instead
  fabric-gossip conform replay run.json:push/block-relayed-to-nobody-else --round 3 --json

${EXIT_STATUS}`;

interface Options {
  readonly target?: string;
  readonly round: number;
  readonly out: string;
  readonly json?: boolean;
}

export function replayCommand(): Command {
  return new Command('replay')
    .description('play one case of a stored run again, with the same seed and identities')
    .argument('<run.json:CASE>', 'record of a run, a colon, and the id of a case')
    .option('--target <target>', 'another than that of the run')
    .option('--round <n>', 'which one, if the case played several times', countOf('--round'), 1)
    .option('--out <dir>', 'folder for the reports', 'reports/replay')
    .option('--json', 'print run.json instead of a summary')
    .addHelpText('after', EXAMPLES)
    .action(async (of: string, options: Options) => {
      const { replay } = await import('./replay/play-again.js');
      await replay(of, options);
    });
}
