/** `fabric-gossip conform baseline`: writes the known failures of a run, or brings a list up to date. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';

const EXAMPLES = `
The file: a list of entries with case, check (part of what was expected; absent = any failure),
reason, issue, and until (a date), for conform --expected-failures. Its form:
spec/schema/baseline.schema.json. A failing case that is not listed gets an entry; a listed one that
passes loses it; a listed one that was not judged stays. Reasons, issues and remarks are kept.

Examples:
  fabric-gossip conform baseline reports/conform/run.json                  print it
  fabric-gossip conform baseline reports/conform/run.json -o known.yaml    write or refresh it
  fabric-gossip conform baseline run.json -o known.yaml --issue https://example.org/42 --reason 'no Ed25519 yet'`;

interface BaselineOptions {
  readonly output?: string;
  readonly reason: string;
  readonly issue: string;
  readonly json?: boolean;
}

export function baselineCommand(): Command {
  return new Command('baseline')
    .description('list the failures of a run as expected, or bring such a list up to date')
    .argument('<run.json>', 'the record of a run')
    .option('-o, --output <file>', 'file to write; refreshed if it exists (default: print)')
    .option('--reason <text>', 'of new entries', 'not explained yet')
    .option('--issue <text>', 'of new entries', 'none yet')
    .option('--json', 'print what changed as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, options: BaselineOptions) => {
      const [{ readRun }, { refreshBaseline }] = await Promise.all([
        import('../../../conformance/reports/read-run.js'),
        import('../../../conformance/refresh-baseline.js'),
      ]);
      const { output, reason, issue } = options;
      const former =
        output !== undefined && existsSync(output)
          ? { path: output, text: readFileSync(output, 'utf8') }
          : undefined;
      const { text, ...changes } = refreshBaseline(readRun(path), former, { reason, issue });
      if (output !== undefined) writeFileSync(output, text);
      if (options.json) return console.log(JSON.stringify({ ...changes, text }, null, 2));
      if (output === undefined) return console.log(text.trimEnd());
      const { added, removed, kept } = changes;
      for (const id of added) console.log(`+ ${id}`);
      for (const id of removed) console.log(`- ${id}`);
      console.log(
        `${output}: ${added.length} added, ${removed.length} removed, ${kept.length} kept`,
      );
    });
}
