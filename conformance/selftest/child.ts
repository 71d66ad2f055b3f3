/**
 * A process that judges mutants one after the other: ids in a JSON line on stdin, a report a line on
 * stdout. What a mutant loaded stays loaded, so that a long list goes to several such processes.
 */
import { createInterface } from 'node:readline';
import { CASES } from '../registry.js';
import { judgeMutant } from './judge-mutant.js';
import { mutantInProcess, mutantProcess } from './mutated.js';
import { mutantNamed } from './registry.js';

export interface MutantJob {
  readonly mutant: string;
  readonly seed: string;
  /** `process`: launched, over mutual TLS and in real time. */
  readonly as: 'inproc' | 'process';
  /** Play every case, and not only those that can concern it. */
  readonly allCases?: boolean;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { mutant: id, seed, as, allCases } = JSON.parse(line) as MutantJob;
  const mutant = mutantNamed(id);
  const target = as === 'process' ? mutantProcess(mutant) : await mutantInProcess(mutant);
  const report = await judgeMutant(mutant, target, { seed, ...(allCases && { cases: CASES }) });
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
