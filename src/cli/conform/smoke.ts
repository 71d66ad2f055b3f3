/** `fabric-gossip conform smoke`: tries the wiring of a target before anything is judged. */
import { Command } from 'commander';
import { stoppedBySignals } from './stopping.js';

const EXAMPLES = `
Starts one node after the other and tries one thing with each: start and Ping, a handshake, then restart,
pause and queries where they are declared. Nothing is judged; docs/targets.md has the whole protocol.

Examples:
  fabric-gossip conform smoke --target ./my-peer/target.json
  fabric-gossip conform smoke --target "exec:python3 adapter.py"
  fabric-gossip conform smoke --target attach:127.0.0.1:9000 --json

Exit status: 0 all is well, 3 something is wrong, 64 wrong usage.`;

interface SmokeOptions {
  readonly target: string;
  readonly json?: boolean;
}

export function smokeCommand(): Command {
  return new Command('smoke')
    .description('try the wiring of a target: start, Ping, handshake, stop')
    .requiredOption('--target <target>', 'as for conform run')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ target: name, json }: SmokeOptions) => {
      const [{ smoke }, { findingLines, isWrong }, { targetNamed }] = await Promise.all([
        import('../../../conformance/checkup/smoke.js'),
        import('../../../conformance/checkup/finding.js'),
        import('../../../conformance/targets/named.js'),
      ]);
      const target = targetNamed(name, 1);
      const stop = stoppedBySignals('what is being tried ends first');
      try {
        const findings = await smoke(target, {
          found: (finding) => {
            if (!json) console.log(findingLines(finding));
          },
          stop: stop.signal,
        });
        const isBad = findings.some(isWrong);
        if (json) console.log(JSON.stringify({ target: name, ok: !isBad, findings }, null, 2));
        else
          console.log(
            isBad
              ? '\nSomething is wrong; mend what is to do first, then try again.'
              : `\nThe wiring works. Next: fabric-gossip conform link --target '${name}'`,
          );
        process.exitCode = isBad ? 3 : stop.signal.aborted ? 130 : 0;
      } finally {
        stop.release();
      }
    });
}
