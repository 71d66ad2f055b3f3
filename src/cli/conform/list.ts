/** `fabric-gossip conform list`: the cases that a choice means. */
import { Command } from 'commander';
import type { SetName } from '../../../conformance/core-set.js';
import type { Profile } from '../../../conformance/harness/case.js';
import { type ChoiceOptions, choosing, PATTERNS, profileOption, setOption } from './options.js';

const EXAMPLES = `
${PATTERNS}

Examples:
  fabric-gossip conform list                       all cases with clauses, level and profiles
  fabric-gossip conform list membership --skip '*/alive-*'
  fabric-gossip conform list --clause LINK-4       what judges a clause
  fabric-gossip conform list --level MUST --json
  fabric-gossip conform list --set core            what npm start plays`;

interface ListOptions extends ChoiceOptions {
  readonly set?: SetName;
  readonly profile?: Profile;
  readonly json?: boolean;
}

export function listCommand(): Command {
  return choosing(new Command('list'))
    .description('print cases: id, clauses, level where it is not MUST, profiles where not all')
    .addOption(setOption())
    .addOption(profileOption('only cases whose clauses hold in it'))
    .option('--json', 'print them as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (patterns: readonly string[], options: ListOptions) => {
      const [{ CASES }, { choose }, { inSet }, { listing }] = await Promise.all([
        import('../../../conformance/registry.js'),
        import('../../../conformance/selection.js'),
        import('../../../conformance/core-set.js'),
        import('../../../conformance/listing.js'),
      ]);
      const { skip, level, clause, profile, set } = options;
      const choice = { patterns, skip, level, profile, clauses: clause };
      console.log(listing(choose(inSet(CASES, set), choice), options.json === true));
    });
}
