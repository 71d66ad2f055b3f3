/**
 * `npm run interop`: for each Fabric binary in FABRIC_BIN the whole conformance suite, then the live
 * network, then a channel of ours. Exit status: 0 all passed or there was nothing to run, 1 something
 * failed, 2 something remained inconclusive, 3 a peer did not start, 4 the suite is at fault, 64 a wrong
 * FABRIC_BIN or pattern.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { totals } from '../../conformance/harness/result.js';
import { runCases } from '../../conformance/harness/run.js';
import { exitStatus } from '../../conformance/harness/verdict.js';
import { CASES } from '../../conformance/registry.js';
import { select } from '../../conformance/selection.js';
import { absence, peerPaths } from '../../conformance/targets/fabric-peer/binary.js';
import { fabricPeers } from '../../conformance/targets/fabric-peer/index.js';
import { type Target, TargetError } from '../../conformance/targets/target.js';
import { playOrderedChannel } from './channel/play.js';
import { runLiveNetwork } from './network.js';

/** Cases that play at once; most of a case is waiting. */
const parallel = 2;

process.exitCode = await main(process.argv.slice(2));

/** `patterns` select cases as in `fabric-gossip conform`; none selects all. */
async function main(patterns: readonly string[]): Promise<number> {
  let targets: Target[];
  try {
    targets = fabricPeers();
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    console.error(`error: ${error.message}`);
    return 64;
  }
  if (targets.length === 0) {
    console.log(`interop: skipped, nothing was tested. ${absence()}`);
    return 0;
  }
  if (select(CASES, patterns).length === 0) {
    const said = patterns.join(' ');
    console.error(`error: no case fits ${said}; a pattern is an id with *, a chapter, or a clause`);
    return 64;
  }
  const workdir = mkdtempSync(join(tmpdir(), 'fabric-gossip-interop-'));
  let worst = 0;
  const paths = peerPaths(process.env);
  for (const [index, target] of targets.entries()) {
    const folder = join(workdir, String(index));
    worst = Math.max(worst, await judge(target, paths[index]!, folder, patterns));
  }
  if (worst === 0) rmSync(workdir, { recursive: true, force: true });
  else console.log(`\nWhat the peers wrote is in ${workdir}`);
  return worst;
}

async function judge(
  target: Target,
  path: string,
  workdir: string,
  patterns: readonly string[],
): Promise<number> {
  mkdirSync(workdir, { recursive: true });
  try {
    const { name, version, profile } = await target.identify();
    console.log(`\n${name} ${version}, profile ${profile}`);
    const suite = await runSuite(target, join(workdir, 'suite'), patterns);
    if (patterns.length > 0) return suite;
    const network = await runNetwork(target, join(workdir, 'network'));
    const channel = await runChannel(path, join(workdir, 'channel'));
    return Math.max(suite, network && channel ? 0 : 1);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    console.error(`error: ${error.message}`);
    return 3;
  } finally {
    await target.close();
  }
}

async function runSuite(
  target: Target,
  workdir: string,
  patterns: readonly string[],
): Promise<number> {
  mkdirSync(workdir, { recursive: true });
  const run = await runCases({
    target,
    cases: select(CASES, patterns),
    seed: 'interop',
    parallel,
    repeat: 1,
    workdir,
    command: ['npm run interop', ...patterns].join(' '),
    expectedFailures: new Map(),
    progress(result) {
      if (result.verdict === 'pass') return;
      console.log(`  ${result.verdict}: ${result.case.id}`);
      for (const [label, text] of [
        ['expected', result.expected],
        ['observed', result.observed],
        ['because', result.message ?? result.reason],
      ]) {
        if (text) console.log(`    ${label} ${text}`);
      }
    },
    stop: new AbortController().signal,
  });
  const { planned, executed, notRun, byVerdict } = totals(run);
  const verdicts = Object.entries(byVerdict).map(([verdict, count]) => `${count} ${verdict}`);
  console.log(
    `  suite: ${planned} cases planned, ${executed} executed, ${notRun} not run: ${verdicts.join(', ')}` +
      ` (${(run.durationMs / 1_000).toFixed(0)} s)`,
  );
  return exitStatus(run.results.map(({ verdict }) => verdict));
}

async function runNetwork(target: Target, workdir: string): Promise<boolean> {
  mkdirSync(workdir, { recursive: true });
  console.log('  live network: reference, fabric1, fabric2');
  const steps = await runLiveNetwork(target, workdir, (step) => {
    const { title, passed, tookMs, allowedMs, views } = step;
    console.log(
      `    ${passed ? 'passed' : 'FAILED'}: ${title} (${tookMs} ms, allowed ${allowedMs} ms)`,
    );
    if (!passed) for (const view of views) console.log(`      ${view}`);
  });
  return steps.every(({ passed }) => passed);
}

async function runChannel(path: string, workdir: string): Promise<boolean> {
  mkdirSync(workdir, { recursive: true });
  console.log('  channel of ours: a Fabric peer, the reference, our ordering service');
  const steps = await playOrderedChannel(path, workdir, ({ title, passed, tookMs, views }) => {
    console.log(`    ${passed ? 'passed' : 'FAILED'}: ${title} (${tookMs} ms)`);
    for (const view of views) console.log(`      ${view}`);
  });
  return steps.every(({ passed }) => passed);
}
