/** `fabric-gossip conform judge`: judges the stored trace of a run again, offline. */
import { Command } from 'commander';

const EXAMPLES = `
Reads trace.ndjson.gz beside the record and judges, from its bytes alone, whatever the nodes under
judgement sent: form, signatures, timestamps, disclosure, isolation of channels, blocks, answers, and
what a network comes to once its faults are over. Needs no target and no network. Also checks that
whatever the suite sent was legal, or marked as breaking a rule.

Examples:
  fabric-gossip conform judge reports/conform/run.json
  fabric-gossip conform judge run.json --json | jq '.cases[] | select(.judged == "fail")'

Exit status: 0 nothing found, 1 something found, 2 nothing or not all could be judged, 4 defect of
the suite, 64 wrong usage.`;

export function judgeCommand(): Command {
  return new Command('judge')
    .description('judge the stored trace of a run again, offline')
    .argument('<run.json>', 'record of a run, with its trace beside it')
    .option('--json', 'print what was found as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, { json }: { json?: boolean }) => {
      const { judgeRun } = await import('../../../conformance/judge/judge-run.js');
      const { exitStatusOf, tell } = await import('../../../conformance/judge/tell.js');
      const judged = judgeRun(path);
      console.log(json ? JSON.stringify(judged, null, 2) : tell(judged));
      process.exitCode = exitStatusOf(judged);
    });
}
