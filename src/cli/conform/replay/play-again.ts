/** Plays a case again, writes the reports, and says whether it went as before. */
import { join } from 'node:path';
import { exitStatus } from '../../../../conformance/harness/verdict.js';
import { packCase, TRACE_FILE, writeTrace } from '../../../../conformance/judge/trace-file.js';
import { type Comparison, planReplay, replayCase } from '../../../../conformance/replay.js';
import { summary } from '../../../../conformance/reports/terminal.js';
import { TargetError } from '../../../../conformance/targets/target.js';
import { stoppedBySignals } from '../stopping.js';
import { makeFolder, writeReports } from '../write-reports.js';

export interface ReplayArguments {
  readonly target?: string;
  readonly round: number;
  readonly out: string;
  readonly json?: boolean;
}

/** Sets the exit status of the process. @throws UserMistake for what the user can mend. */
export async function replay(of: string, options: ReplayArguments): Promise<void> {
  const plan = planReplay(of, options.round);
  makeFolder(options.out);
  const trace = writeTrace(join(options.out, TRACE_FILE));
  const stop = stoppedBySignals('the case ends first');
  try {
    const { report, comparison } = await replayCase(plan, {
      ...(options.target !== undefined && { target: options.target }),
      keep: (stored) => trace.add(packCase(stored)),
      stop: stop.signal,
      command: ['fabric-gossip', ...process.argv.slice(2)].join(' '),
    });
    const kept = { ...report, trace: TRACE_FILE };
    writeReports(options.out, kept);
    const before = plan.run.cases.find(
      ({ id, round }) => id === plan.definition.id && round === plan.round,
    );
    if (options.json) console.log(JSON.stringify(kept, null, 2));
    else {
      const lines = [
        summary(kept).trimEnd(),
        `before: ${before?.verdict}; now: ${kept.cases[0]?.verdict}`,
        ...(comparison ? [told(comparison)] : []),
        `report: ${join(options.out, 'index.html')}`,
      ];
      console.log(lines.join('\n'));
    }
    process.exitCode = exitStatus(kept.cases.map(({ verdict }) => verdict));
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    console.error(`error: ${error.message}`);
    process.exitCode = 3;
  } finally {
    stop.release();
  }
}

/** The first line of a trace says who is who; the entries follow. */
function told({ same, stored, now }: Comparison): string {
  if (same === stored && same === now)
    return `the same exchange, byte for byte: ${same - 1} entries`;
  if (same === 0) return 'not the same exchange: already who takes part differs';
  return `the same exchange up to entry ${same - 2} of ${stored - 2}, then another`;
}
