/** Runs conformance cases inside a test, on a target in this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case } from '../../conformance/harness/case.js';
import type { CaseResult, Run } from '../../conformance/harness/result.js';
import { type RunOptions, runCases } from '../../conformance/harness/run.js';
import { inProcessReference } from '../../conformance/targets/inproc.js';
import type { Target } from '../../conformance/targets/target.js';

export const reference = (): Target =>
  inProcessReference({ version: '0.0.0', profile: 'fabric-3.1' });

export async function play(
  target: Target,
  cases: readonly Case[],
  options: Partial<RunOptions> = {},
): Promise<Run> {
  const workdir = mkdtempSync(join(tmpdir(), 'fabric-gossip-test-'));
  try {
    return await runCases({
      target,
      cases,
      seed: 'test',
      parallel: 4,
      repeat: 1,
      workdir,
      command: 'fabric-gossip conform',
      expectedFailures: new Map(),
      progress: () => {},
      stop: new AbortController().signal,
      ...options,
    });
  } finally {
    rmSync(workdir, { recursive: true, force: true });
  }
}

/** The outcome of one case on the reference. */
export async function outcomeOf(
  definition: Case,
  target: Target = reference(),
): Promise<CaseResult> {
  const { results } = await play(target, [definition]);
  return results[0]!;
}
