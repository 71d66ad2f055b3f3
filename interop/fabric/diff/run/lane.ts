/**
 * A process that plays one script after the other, so that what one side computes does not delay what
 * the other is sent. Started by pool.ts; gets jobs and answers with results.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fabricPeer } from '../../../../conformance/targets/fabric-peer/target.js';
import { targetNamed } from '../../../../conformance/targets/named.js';
import { TargetError } from '../../../../conformance/targets/target.js';
import { difference } from '../compare.js';
import { type Judged, judge, type Sides } from '../judge.js';
import type { Script } from '../script/script.js';
import { sidesOf } from './venues.js';

export interface LaneSetting {
  readonly seed: string;
  readonly profile: string;
  /** Path of a `peer`, or `reference` to compare the reference with itself over the wire. */
  readonly subject: string;
  readonly pace: number;
}

export type Job =
  | { readonly kind: 'judge'; readonly script: Script }
  /** Whether the script still shows one of these differences, played once to each side. */
  | { readonly kind: 'shows'; readonly script: Script; readonly facts: readonly string[] };

export type Answer =
  | { readonly kind: 'judge'; readonly judged: Judged }
  | { readonly kind: 'shows'; readonly shows: boolean };

/** A node that does not start, or not in time, is tried again. */
const ATTEMPTS = 3;

if (process.send) void main();

async function main(): Promise<void> {
  const setting = JSON.parse(process.argv[2]!) as LaneSetting;
  const workdir = mkdtempSync(join(tmpdir(), 'fabric-gossip-diff-'));
  const reference = targetNamed(`inproc:${setting.profile}`, 1);
  const fabric =
    setting.subject === 'reference'
      ? targetNamed(`reference:${setting.profile}`, 1)
      : fabricPeer(setting.subject);
  let sides: Sides | undefined;
  const end = async (): Promise<void> => {
    await fabric.close();
    rmSync(workdir, { recursive: true, force: true, maxRetries: 3 });
    process.exit(0);
  };
  // Whoever started this process tells it to end, and an interrupt reaches both.
  process.on('SIGINT', () => {});
  process.on('disconnect', () => void end());
  process.on('SIGTERM', () => void end());
  process.on('message', (job: Job) => {
    void (async () => {
      sides ??= await sidesOf({
        reference,
        fabric,
        seed: setting.seed,
        workdir,
        pace: setting.pace,
      });
      process.send?.(await done(job, sides));
    })();
  });
}

async function done(job: Job, sides: Sides): Promise<Answer> {
  if (job.kind === 'shows') return { kind: 'shows', shows: await shows(job, sides) };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { kind: 'judge', judged: await judge(job.script, sides) };
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (!(error instanceof TargetError) || attempt === ATTEMPTS) {
        return { kind: 'judge', judged: { verdict: 'unplayed', message, done: [], shared: 0 } };
      }
    }
  }
}

async function shows(
  { script, facts }: Extract<Job, { kind: 'shows' }>,
  sides: Sides,
): Promise<boolean> {
  const [reference, fabric] = [await sides.reference(script), await sides.fabric(script)];
  if (reference.outcome === 'gone' || fabric.outcome === 'gone') return false;
  const now = difference([reference.facts], [fabric.facts]);
  return [...now.reference, ...now.fabric].some((fact) => facts.includes(fact));
}
