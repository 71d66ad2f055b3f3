/** A thread that plays cases in process: it takes the next case of the plan until none is left. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { runCases } from '../harness/run.js';
import { packCase } from '../judge/trace-file.js';
import { CASES } from '../registry.js';
import { caseReporter } from '../reports/run-json.js';
import { targetNamed } from '../targets/named.js';
import { type FromThread, STOP, type ThreadTask } from './task.js';

const task = workerData as ThreadTask;
const tell = (message: FromThread): void => parentPort!.postMessage(message);
const stop = new AbortController();
parentPort!.on('message', (message) => {
  if (message === STOP) stop.abort();
});

const taken = new Int32Array(task.taken);
const planned = task.caseIds.length * task.repeat;
const reportOf = caseReporter({ ...task, ...(task.profile && { askedProfile: task.profile }) });
const byId = new Map(CASES.map((one) => [one.id, one]));
let packed: Uint8Array | undefined;

const workdir = mkdtempSync(join(tmpdir(), 'fabric-gossip-'));
try {
  const { info } = await runCases({
    target: targetNamed(task.target, task.timeScale),
    targetArgument: task.target,
    cases: task.caseIds.map((id) => byId.get(id)!),
    seed: task.seed,
    repeat: task.repeat,
    firstRound: task.firstRound,
    parallel: task.parallel,
    epoch: new Date(task.epochMs),
    peers: task.peers,
    workdir,
    command: task.command,
    expectedFailures: task.expectedFailures,
    strict: task.strict,
    ...(task.profile && { profile: task.profile }),
    stop: stop.signal,
    // From the end: networks, which stand there, take longest, and no thread is to wait for one.
    take: () => planned - 1 - Atomics.add(taken, 0, 1),
    keep(stored) {
      packed = packCase(stored);
    },
    progress(result) {
      const { case: _, record: __, ...rest } = result;
      const report = reportOf(result);
      tell({ result: { ...rest, exchange: [], report }, packed });
      packed = undefined;
    },
  });
  tell({ info });
} finally {
  rmSync(workdir, { recursive: true, force: true, maxRetries: 3 });
  parentPort!.close();
}
