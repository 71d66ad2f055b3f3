/** `fabric-gossip conform explain`: what a case plays and why, or who judges a clause. */
import { Command } from 'commander';

const EXAMPLES = `
Examples:
  fabric-gossip conform explain membership/heartbeat-every-interval
  fabric-gossip conform explain MEMB-20          a clause: its text, who judges it, what they find
  fabric-gossip conform explain MEMB-R5 --json   a row of a state table`;

export function explainCommand(): Command {
  return new Command('explain')
    .description('tell what a case judges and how, or what a clause says and which cases judge it')
    .argument('<id>', 'of a case, or of a clause, row or invariant')
    .option('--json', 'print it as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, options: { json?: boolean }) => {
      const [{ explain, explanation }, { CASES }, { MUTANTS }] = await Promise.all([
        import('../../../conformance/explain.js'),
        import('../../../conformance/registry.js'),
        import('../../../conformance/selftest/registry.js'),
      ]);
      const told = explain(id, CASES, MUTANTS);
      console.log(options.json ? JSON.stringify(told, null, 2) : explanation(told));
    });
}
