/** `fabric-gossip conform adapter`: an adapter that hosts reference peers, as an example for authors. */
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { packageFolder, packageVersion } from '../../adapters/package-files.js';

const HELP = `
It reads requests from stdin and writes answers to stdout, one JSON object a line, as
spec/schema/control.schema.json says; docs/targets.md explains them. People do not run it, the suite does:

Examples:
  fabric-gossip conform smoke --target "exec:fabric-gossip conform adapter"
  fabric-gossip conform LINK --target "exec:fabric-gossip conform adapter --profile fabric-2.5"
  echo '{"id":1,"request":"hello","protocol":1,"suite":"0","specification":1}' | fabric-gossip conform adapter

Exit status: 0 when stdin ends or on SIGTERM.`;

export function adapterCommand(): Command {
  return new Command('adapter')
    .description('host reference peers behind the control protocol (an example for authors)')
    .addOption(
      new Option('--profile <profile>', 'profile of the specification')
        .choices(['fabric-2.5', 'fabric-3.1', 'hardened'])
        .default('fabric-3.1'),
    )
    .addHelpText('after', HELP)
    .action(async ({ profile }: { readonly profile: string }) => {
      const { serveReference } = await import('../../../conformance/targets/adapters/reference.js');
      // The suite is gone: so is its input.
      process.once('SIGTERM', () => process.stdin.destroy());
      await serveReference({
        version: packageVersion(),
        profile,
        program: [process.execPath, join(packageFolder(), 'bin', 'fabric-gossip.js')],
        input: process.stdin,
        output: process.stdout,
      });
    });
}
