/** `check --trace` and `check --serve` as somebody types them: what is printed, exit statuses, mistakes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openGraph } from '../../src/cli/check/serve-graph.js';
import { main } from '../../src/cli/main.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-trace-'));
const trace = join(folder, 'trace.jsonl');
const scenario = join(folder, 'short.yaml');
const VECTORS = 'spec/vectors/fabric-2.4.9';

async function run(...words: readonly string[]) {
  const [out, err]: string[][] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void out!.push(`${text}\n`));
  vi.spyOn(console, 'error').mockImplementation((text: string) => void err!.push(`${text}\n`));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err!.push(String(text)) > 0);
  const status = await main([...words]);
  vi.restoreAllMocks();
  process.exitCode = 0;
  return { status, stdout: out!.join(''), stderr: err!.join('') };
}
afterEach(() => vi.restoreAllMocks());

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

beforeAll(async () => {
  const text = readFileSync('scenarios/four-peers.yaml', 'utf8');
  // Ends before anybody crashes.
  writeFileSync(
    scenario,
    text.replace(/duration: .*/, 'duration: 9s').replace(/faults:[\s\S]*/, ''),
  );
  expect(await run('simulate', scenario, '--trace', trace)).toMatchObject({ status: 0 });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('check --trace', () => {
  it('CHEK-96: explains a run of the simulator, alone and beside its scenario', async () => {
    const alone = await run('check', '--trace', trace);
    expect(alone).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/: a run that the spec/),
    });
    const beside = await run('check', '--trace', trace, '--scenario', scenario, '--json');
    expect(beside.status).toBe(0);
    const result = JSON.parse(beside.stdout);
    expect(result).toMatchObject({ kind: 'trace', peers: 4, isCompared: true, missing: 0 });
    expect(result.records).toBe(readFileSync(trace, 'utf8').trim().split('\n').length);
    const other = await run('check', '--trace', trace, '--scenario', scenario, '--seed', '9');
    expect(other.status).toBe(1);
    expect(other.stdout).toMatch(/CHEK-95: the run of the scenario differs in /);
  });

  it('CHEK-96: tells where a run ceases to be explained, by which clause, and what was possible', async () => {
    const lines = readFileSync(trace, 'utf8').trim().split('\n');
    const at = lines.findIndex((line) => line.includes('"row":"MEMB-R16"'));
    lines[at] = lines[at]!.replace('"membership.counted"', '"membership.lost"');
    const wrong = write('wrong.jsonl', `${lines.join('\n')}\n`);
    const { status, stdout } = await run('check', '--trace', wrong);
    expect(status).toBe(1);
    expect(stdout).toContain(`explained up to line ${at} (`);
    expect(stdout).toMatch(
      new RegExp(`line ${at + 1} is not: .*MEMB-R16: heartbeat: no row MEMB-R16`),
    );
    expect(stdout).toMatch(/MEMB-5: A peer that has a live member MUST push/);
    expect(stdout).toContain('    MEMB-R16: membership.counted → beating');
  });

  it('CHEK-97: judges a capture rule by rule', async () => {
    const args = ['check', '--trace', `${VECTORS}/traffic.jsonl`, '--certs', `${VECTORS}/certs`];
    const { status, stdout } = await run(...args);
    expect(status).toBe(0);
    expect(stdout).toMatch(/kept +\d+ {2}a handshake message, signed, before anything else/);
    const slow = await run(...args, '--alive-interval', '60000', '--json');
    expect(slow.status).toBe(1);
    const { rules, explainedTo } = JSON.parse(slow.stdout);
    const broken = rules.filter(({ breaches }: any) => breaches.length > 0);
    expect(broken.map(({ id }: any) => id)).toEqual(['heartbeat-too-often']);
    expect(explainedTo).toBe(broken[0].breaches[0].line - 1);
  });

  it.each([
    [
      ['--trace', 'nowhere.jsonl'],
      /nowhere\.jsonl: expected a trace or a capture .*, found no file/,
    ],
    [['--trace', 'package.json'], /package\.json: expected a trace .* or a capture/],
    [['--trace', trace, '--certs', 'x'], /--certs: .* is a trace, expected a capture/],
    [['--trace', trace, '--alive-interval', '5'], /--alive-interval: .* expected a capture/],
    [['--trace', trace, '--seed', '5'], /--seed: expected --scenario/],
    [['--trace', `${VECTORS}/pull.jsonl`, '--scenario', scenario], /--scenario: .* is a capture/],
    [['election', '--trace', trace], /give either a model or --trace/],
  ])('says what is wrong with %j', async (args, said) => {
    const { status, stderr } = await run('check', ...args);
    expect(stderr).toMatch(said);
    expect(status).toBe(64);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('says which line is no record', async () => {
    const first = readFileSync(trace, 'utf8').split('\n')[0]!;
    const broken = write('broken.jsonl', `${first}\n${first.replace('"seq":1', '"seq":"two"')}\n`);
    const { status, stderr } = await run('check', '--trace', broken);
    expect(status).toBe(64);
    expect(stderr).toMatch(/broken\.jsonl:2: seq must be integer/);
  });
});

describe('check --serve', () => {
  it('opens the page at the model', async () => {
    const site = mkdtempSync(join(tmpdir(), 'fabric-gossip-site-'));
    writeFileSync(join(site, 'index.html'), '<head></head>');
    writeFileSync(join(site, 'graph.html'), 'graph');
    const { address, served } = await openGraph('election', { size: 4, site });
    try {
      expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/graph\.html#model=election&size=4$/);
      expect(await (await fetch(address)).text()).toBe('graph');
    } finally {
      await served.close();
      rmSync(site, { recursive: true });
    }
  });

  it('refuses a model that is not there', async () => {
    await expect(openGraph('elation', {})).rejects.toThrow(/unknown model "elation"/);
    await expect(openGraph('election', { size: 40 })).rejects.toThrow(/takes 2 to 4 peers/);
  });
});
