/** Tries every broken adapter: the suite has to say what is wrong with it, and to end as it has to. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineCase } from '../harness/case.js';
import { exitStatus } from '../harness/verdict.js';
import { playCases } from '../suite.js';
import { adapterTarget } from '../targets/adapter-target.js';
import { type BrokenAdapter, brokenAdapters, soundAdapter } from './broken-adapters.js';
import type { AdapterReport } from './report.js';

/** Starts a node of its own and pings it; a node that answers Ping and nothing else passes. */
const pinged = defineCase({
  id: 'link/node-of-its-own-answers-ping',
  clauses: ['LINK-21'],
  level: 'MUST',
  title: 'a node of its own replies to Ping',
  async run({ start, probe, expect }) {
    await start();
    const o1 = await probe('o1');
    const answer = await o1.ping().then(
      () => 'Empty',
      (error: Error) => error.message,
    );
    expect.that(answer === 'Empty', 'Empty in reply to Ping', answer);
  },
});

/** Long enough for a loaded machine, short enough that adapters without manners are over soon. */
const GRACE_MS = 1_000;

/** So many at once: each waits more than it works. */
const AT_ONCE = 4;

/** Reports in the order of the adapters, the sound one first. */
export async function provenAdapters(
  adapters: readonly BrokenAdapter[] = [soundAdapter, ...brokenAdapters],
  reported: (report: AdapterReport) => void = () => {},
): Promise<readonly AdapterReport[]> {
  const reports: AdapterReport[] = [];
  const left = [...adapters.entries()];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, adapter] = next;
      const report = await proven(adapter);
      reported(report);
      reports[index] = report;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return reports;
}

async function proven({
  name,
  script,
  verdict,
  message,
  exit,
}: BrokenAdapter): Promise<AdapterReport> {
  const logs = mkdtempSync(join(tmpdir(), 'fabric-gossip-proven-'));
  const target = adapterTarget({
    name,
    timeScale: 1,
    exec: {
      command: [process.execPath, '--input-type=module', '--eval', script],
      cwd: tmpdir(),
      env: { PATH: process.env.PATH },
    },
    logs,
    graceMs: GRACE_MS,
  });
  const { results, planned } = await playCases(target, [pinged], { parallel: 1, repeat: 2 });
  rmSync(logs, { recursive: true, force: true });
  const [first] = results;
  const said = first?.observed ?? first?.message ?? '';
  const status = exitStatus(results.map((result) => result.verdict));
  return {
    name,
    expected: `${verdict}, exit status ${exit}, ${message}`,
    observed: `${first?.verdict}, exit status ${status}, ${said}`,
    right:
      first?.verdict === verdict &&
      message.test(said) &&
      status === exit &&
      results.length === planned,
  };
}
