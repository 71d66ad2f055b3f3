/** `fabric-gossip conform doctor`: looks at everything that a run needs, and says what would be judged. */
import { Command } from 'commander';

const EXAMPLES = `
No node is started; an adapter is run and greeted. Every line is ok, wrong (with what to do) or left out.

Examples:
  fabric-gossip conform doctor --target ./my-peer/target.json
  fabric-gossip conform doctor --target "exec:python3 adapter.py"
  FABRIC_BIN=/opt/fabric/bin/peer fabric-gossip conform doctor --target fabric --json

Exit status: 0 all is well, 3 something is wrong.`;

interface DoctorOptions {
  readonly target: string;
  readonly json?: boolean;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look at a target before a run: description, command, machine, features')
    .requiredOption('--target <target>', 'as for conform run')
    .option('--json', 'print findings and cases as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ target, json }: DoctorOptions) => {
      const [{ doctor }, { findingLines, isWrong }] = await Promise.all([
        import('../../../conformance/checkup/doctor.js'),
        import('../../../conformance/checkup/finding.js'),
      ]);
      const { findings, coverage } = await doctor(target, (finding) => {
        if (!json) console.log(findingLines(finding));
      });
      const isBad = findings.some(isWrong);
      if (json)
        console.log(
          JSON.stringify(
            { target, ok: !isBad, findings, ...(coverage && { cases: coverage }) },
            null,
            2,
          ),
        );
      else
        console.log(
          isBad
            ? '\nSomething is wrong; mend what is to do, then look again.'
            : `\nAll is well. Next: fabric-gossip conform smoke --target '${target}'`,
        );
      process.exitCode = isBad ? 3 : 0;
    });
}
