/** Jobs of the self-test, on as many processes as there are processors. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageFolder } from '../../src/adapters/package-files.js';
import type { Job, JobReport } from './child.js';

/** After so many jobs a process ends and another takes its place: what mutants load is never unloaded. */
const JOBS_PER_PROCESS = 60;

export interface PoolOptions {
  readonly jobs: readonly Job[];
  readonly reported: (report: JobReport, done: number, planned: number) => void;
  readonly stop: AbortSignal;
  readonly parallel?: number;
}

/** @throws Error if a process ends before it has reported: a defect of the suite. */
export async function runJobs({ jobs, reported, stop, parallel }: PoolOptions): Promise<void> {
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (next < jobs.length && !stop.aborted) {
      const child = startChild(stop);
      try {
        for (let count = 0; count < JOBS_PER_PROCESS && !stop.aborted; count += 1) {
          const job = jobs[next++];
          if (job === undefined) return;
          const report = await child.ask(job);
          if (report === undefined) return;
          done += 1;
          reported(report, done, jobs.length);
        }
      } finally {
        await child.end();
      }
    }
  };
  const workers = Math.min(parallel ?? availableParallelism(), jobs.length);
  await Promise.all(Array.from({ length: workers }, worker));
}

interface Child {
  /** Undefined if it was stopped. */
  ask(job: Job): Promise<JobReport | undefined>;
  end(): Promise<void>;
}

function startChild(stop: AbortSignal): Child {
  const script = join(packageFolder(), 'dist', 'conformance', 'selftest', 'child.js');
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`code ${code}, signal ${signal}`));
  });
  const kill = (): void => void child.kill();
  stop.addEventListener('abort', kill, { once: true });
  child.stdin.on('error', () => {});
  return {
    async ask(job) {
      const line = new Promise<string>((resolve) => lines.once('line', resolve));
      child.stdin.write(`${JSON.stringify(job)}\n`);
      const answer = await Promise.race([line, ended.then((how) => ({ how }))]);
      if (typeof answer === 'string') return JSON.parse(answer) as JobReport;
      if (stop.aborted) return undefined;
      throw new Error(`the process that did ${job.kind} ${job.name} ended: ${answer.how}`);
    },
    async end() {
      stop.removeEventListener('abort', kill);
      child.stdin.end();
      await ended;
    },
  };
}
