/**
 * A process that does one job of the self-test after the other: a JSON object a line on stdin, the report
 * a line on stdout. What a mutant loaded stays loaded, so that a long list goes to several such processes.
 */
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { packageVersion } from '../../src/adapters/package-files.js';
import { CASES } from '../registry.js';
import { inProcessReference } from '../targets/inproc.js';
import { targetNamed } from '../targets/named.js';
import { degenerateTargets } from './degenerate.js';
import { judgeMutant, type MutantReport } from './judge-mutant.js';
import { mutantInProcess, mutantProcess } from './mutated.js';
import { mutantNamed } from './registry.js';
import type { SweepReport } from './report.js';
import { sweep } from './sweep.js';
import { VARIANTS } from './variants.js';

export type Job =
  | {
      readonly kind: 'mutant';
      readonly name: string;
      readonly seed: string;
      /** `process`: launched, over mutual TLS and in real time. */
      readonly as: 'inproc' | 'process';
      /** Every case, and not only those that can concern it. */
      readonly allCases: boolean;
    }
  | { readonly kind: SweepKind; readonly name: string; readonly seed: string };

/** `load`: launched, over mutual TLS, while something else keeps a processor busy. */
export type SweepKind = 'degenerate' | 'benign' | 'seed' | 'load';

export type JobReport =
  | { readonly kind: 'mutant'; readonly report: MutantReport }
  | { readonly kind: SweepKind; readonly report: SweepReport };

/** Cases that play at once in real time: more, and their processes hold one another up. */
const IN_REAL_TIME = 2;

/** Half of what plays in a run: half of the machine is taken. */
const UNDER_LOAD = 4;

async function done(job: Job): Promise<JobReport> {
  if (job.kind === 'mutant') {
    const mutant = mutantNamed(job.name);
    const target = job.as === 'process' ? mutantProcess(mutant) : await mutantInProcess(mutant);
    const cases = job.allCases ? { cases: CASES } : {};
    const shared = job.as === 'process' ? { parallel: IN_REAL_TIME } : {};
    const report = await judgeMutant(mutant, target, { ...job, ...cases, ...shared });
    return { kind: 'mutant', report };
  }
  return { kind: job.kind, report: await swept(job) };
}

async function swept({ kind, name, seed }: Exclude<Job, { kind: 'mutant' }>): Promise<SweepReport> {
  if (kind === 'degenerate') {
    for (const target of degenerateTargets) {
      const says = (await target.identify()).name;
      if (says === name) return sweep({ name, says, target, seed, worth: 'none' });
    }
    throw new RangeError(`there is no degenerate target ${name}`);
  }
  if (kind === 'benign') {
    const variant = VARIANTS.find(({ id }) => id === name);
    if (!variant) throw new RangeError(`there is no variant ${name}`);
    const target = await mutantInProcess(variant);
    return sweep({ name, says: variant.habit, target, seed, worth: 'sound' });
  }
  if (kind === 'load') {
    const busy = new Worker('for (;;);', { eval: true });
    try {
      const target = targetNamed('reference', 1);
      const shared = { parallel: UNDER_LOAD, worth: 'sound' } as const;
      return await sweep({ name, says: 'a processor is busy', target, seed, ...shared });
    } finally {
      await busy.terminate();
    }
  }
  const target = inProcessReference({ version: packageVersion(), profile: 'fabric-3.1' });
  return sweep({ name, says: `seed ${seed}`, target, seed, worth: 'sound' });
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await done(JSON.parse(line) as Job))}\n`);
}
