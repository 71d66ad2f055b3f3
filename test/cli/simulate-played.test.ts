/** `fabric-gossip simulate` of what `check --counterexample` wrote: reports, traces, exit statuses, refusals. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { election } from '../../src/checker/models/election.js';
import { peerModel } from '../../src/checker/peers/peer-model.js';
import { linesOfPath } from '../../src/checker/told/path-lines.js';
import { main } from '../../src/cli/main.js';
import type { FileLine } from '../../src/trace/told.js';
import { commandSeen } from '../support/command-seen.js';
import { firstWitness } from '../support/first-witness.js';

const seen = commandSeen('simulate-played-');
const at = (name: string) => join(seen.folder, name);
const readLines = (path: string): FileLine[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** What the checker finds where nothing has to happen. */
async function counterexample(model: string): Promise<string> {
  const path = at(`${model}.jsonl`);
  expect(await main(['check', model, '--no-fairness', '--counterexample', path])).toBe(1);
  seen.printed = [];
  return path;
}

/** A path of three that elect one of them, with what its first line says changed. */
function elected(says: Record<string, string> = {}): string {
  const model = peerModel(election(3, 'fabric-3.1', { timers: 2 }));
  const path = firstWitness(model, 'leads-alone');
  const [about, ...others] = linesOfPath(model, path, { size: 3 }) as any[];
  const first = { ...about, trace: { ...about.trace, says: { ...about.trace.says, ...says } } };
  const file = at('elected.jsonl');
  writeFileSync(file, [first, ...others].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return file;
}

describe('simulate of a path', () => {
  it('shows the violation of a counterexample again, and ends with 1', async () => {
    const path = await counterexample('silence');
    expect(await main(['simulate', path])).toBe(1);
    const text = seen.printed.join('\n');
    expect(text).toContain('silence: MEMB-I6, played: 2 peers, 1 steps');
    expect(text).toMatch(/MEMB-I6 at 1\.000 s, the network: not so in this endless run/);
    expect(text).toContain('The path shows that MEMB-I6 does not hold, and so do these peers.');
    expect(existsSync(at('shrunken.yaml'))).toBe(false);
  });

  it('says how it stands with each peer at the end, and ends with 0 where all is well', async () => {
    expect(await main(['simulate', elected()])).toBe(0);
    const text = seen.printed.join('\n');
    expect(text.match(/p\d\.A {2}runs; members p\d\.A, p\d\.A; ch1 at height 1/g)).toHaveLength(3);
    expect(text.match(/at height 1, leads/g)).toHaveLength(1);
    expect(text).toMatch(/leadershipMsg +\d+ +[\d,]+$/m);
    expect(text).toContain('Every invariant held.');
    expect(text).toMatch(/ELEC-I1 was not judged/);
  });

  it('prints JSON, and writes a trace that the specification allows', async () => {
    const [plain, whole] = [at('plain.jsonl'), at('whole.jsonl')];
    expect(await main(['simulate', elected(), '--json', '--trace', plain])).toBe(0);
    const report = JSON.parse(seen.printed.join('\n'));
    expect(report).toMatchObject({ model: 'election', size: 3, peers: 3, breaches: [] });
    expect(report.steps).toBe(Number((readLines(elected())[0] as any).trace.says.steps));
    expect(report.atEnd.filter((one: any) => one.channels[0].leads)).toHaveLength(1);
    expect(await main(['simulate', elected(), '--trace', whole, '--messages'])).toBe(0);
    const isRecord = new Ajv({ strict: false }).compile(
      JSON.parse(readFileSync('spec/schema/trace.schema.json', 'utf8')) as object,
    );
    const lines = readLines(whole);
    for (const line of lines) expect(isRecord(line), JSON.stringify(line)).toBe(true);
    for (const path of [plain, whole]) expect(await main(['check', '--trace', path])).toBe(0);
    // The same decisions at the same instants as in the model, whose peers told the file.
    const decided = (all: readonly FileLine[]) =>
      all
        .filter(({ trace }) => !['about', 'who', 'life', 'note', 'message'].includes(trace.kind))
        .map(({ peer, atMs, trace }) => ({ peer, atMs, trace }));
    expect(decided(readLines(plain))).toEqual(decided(lines));
    expect(decided(lines).map(({ trace }) => trace)).toEqual(
      decided(readLines(elected())).map(({ trace }) => trace),
    );
  });

  it('says in one line what it cannot play, and ends with 64', async () => {
    const refused = async (said: RegExp, ...args: readonly string[]) => {
      seen.told = [];
      expect(await main(['simulate', ...args])).toBe(64);
      expect(seen.told.join('\n')).toMatch(said);
    };
    const machines = await counterexample('election-at-any-time');
    await refused(/machines that are no peers.*check --trace .*walks the path again$/, machines);
    await refused(/step 1: election has no step number 999 there/, elected({ schedule: '999' }));
    await refused(/unknown model "elections"/, elected({ model: 'elections' }));
    await refused(/expected a path of a model/, elected({ schedule: 'four' }));
    await refused(/^error: --seed: .* is a path, which says itself/, elected(), '--seed', '3');
    await refused(/^error: --no-invariants: /, elected(), '--no-invariants');
    writeFileSync(at('trace.jsonl'), `${JSON.stringify(readLines(elected())[1])}\n`);
    await refused(/expected a path of a model/, at('trace.jsonl'));
  });
});
