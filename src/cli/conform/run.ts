/** `fabric-gossip conform [run]`: plays cases against an implementation and writes the reports. */
import { Command } from 'commander';
import {
  choosing,
  countOf,
  EXIT_STATUS,
  factor,
  PATTERNS,
  profileOption,
  setOption,
} from './options.js';
import type { ConformOptions } from './play.js';

/** Cases wait more than they work: more than there are processors. */
const DEFAULT_PARALLEL = 8;

const EXAMPLES = `
${PATTERNS}

Examples:
  fabric-gossip conform                                  the reference, as a process of its own
  fabric-gossip conform --set core                       a part of every chapter, within a minute
  fabric-gossip conform 'membership/alive-*' --skip MEMB-20
  fabric-gossip conform --target inproc LINK-4           in process, on virtual time
  FABRIC_BIN=/opt/fabric/bin/peer fabric-gossip conform --target fabric
  fabric-gossip conform --target ./my-peer/target.json   an implementation of your own
  fabric-gossip conform --target ./my-peer/target.json --expected-failures known.yaml
  fabric-gossip conform --shard 2/5 --out reports/2      a fifth of it; see conform merge

${EXIT_STATUS}`;

export function runCommand(): Command {
  return choosing(new Command('run'))
    .description('judge an implementation by the clauses of the specification')
    .option(
      '--target <target>',
      'reference or inproc, both also :profile (reference:hardened), fabric, a target.json, exec:COMMAND or attach:HOST:PORT',
      'reference',
    )
    .addOption(setOption())
    .addOption(profileOption('judge by this profile (default: the one that the target declares)'))
    .option('--strict', 'a missed SHOULD fails')
    .option('--seed <seed>', 'for nonces and for implementations that take one', 'fabric-gossip')
    .option(
      '--repeat <n>',
      'play every case n times, tell how often it passed',
      countOf('--repeat'),
      1,
    )
    .option(
      '--parallel <n>',
      'cases that play at the same time',
      countOf('--parallel'),
      DEFAULT_PARALLEL,
    )
    .option('--shard <i/n>', 'play the i-th of n parts; conform merge puts them together')
    .option('--durations <run.json>', 'a former run, by which shards take equally long')
    .option('--time-scale <x>', 'multiplies every wait of the suite', factor, 1)
    .option('--out <dir>', 'folder for run.json, junit.xml and index.html', 'reports/conform')
    .option('--expected-failures <file>', 'baseline: known failures, YAML; others must pass')
    .option('--pause-before <id>', 'wait for Enter before its nodes start, and say how by hand')
    .option('--json', 'print run.json instead of progress and summary')
    .option('--list', 'print the cases, run nothing: conform list')
    .addHelpText('after', EXAMPLES)
    .action(async (patterns: readonly string[], options: ConformOptions) => {
      // The suite is large, and every other command would wait for it.
      const { conform } = await import('./play.js');
      await conform(patterns, options);
    });
}
