/** `fabric-gossip simulate`: reports, files, exit statuses, and what it says of scenario files. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { parseScenario, writeScenario } from '../../src/cli/simulate/scenario-file.js';
import type { SimulationReport } from '../../src/simulator/measure/report.js';
import type { FileLine } from '../../src/trace/told.js';
import { commandSeen } from '../support/command-seen.js';

const seen = commandSeen('simulate-');

const SMALL = `
duration: 60s
organisations: [{ name: Org1, peers: 3 }]
channels: [{ name: ch1 }]
leadership: static
blocks: [{ channel: ch1, from: 40s, every: 1s, count: 5 }]
`;

function fileOf(text: string): string {
  const path = join(seen.folder, 'scenario.yaml');
  writeFileSync(path, text);
  return path;
}
const simulate = (text: string, ...options: readonly string[]) =>
  main(['simulate', fileOf(text), ...options]);

describe('simulate', () => {
  it('prints a report that says what became of the blocks', async () => {
    expect(await simulate(SMALL)).toBe(0);
    const text = seen.printed.join('\n');
    expect(text).toMatch(/3 peers, 60\.000 s, seed 1/);
    expect(text).toMatch(/5 made, 5 with every peer, 5 committed by every peer/);
    expect(text).toMatch(/dataMsg +\d/);
    expect(text).toContain('Every invariant held.');
  });

  it('writes the envelopes too, beside the same decisions', async () => {
    const [plain, whole] = [join(seen.folder, 'plain.jsonl'), join(seen.folder, 'whole.jsonl')];
    expect(await simulate(SMALL, '--trace', plain)).toBe(0);
    expect(await simulate(SMALL, '--trace', whole, '--messages')).toBe(0);
    const read = (path: string): FileLine[] =>
      readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    const validate = new Ajv().compile(
      JSON.parse(readFileSync('spec/schema/trace.schema.json', 'utf8')) as object,
    );
    const lines = read(whole);
    expect(lines.filter((line) => !validate(line))).toEqual([]);
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, i) => i + 1));
    const reported = ['about', 'who', 'life', 'message'];
    const decided = lines.filter(({ trace }) => !reported.includes(trace.kind));
    expect(decided.map(({ trace }) => trace)).toEqual(read(plain).map(({ trace }) => trace));
    const messages = lines.flatMap(({ trace }) => (trace.kind === 'message' ? [trace] : []));
    const sent = messages.filter(({ what }) => what === 'sent');
    const arrived = messages.filter(({ what }) => what === 'arrived');
    expect(sent.length).toBeGreaterThan(100);
    expect(arrived.length).toBeGreaterThan(0.9 * sent.length);
    const ends = new Map(sent.map(({ id, from, to, size }) => [id, `${from} ${to} ${size}`]));
    expect(ends.size).toBe(sent.length);
    expect(arrived.filter((a) => ends.get(a.id) !== `${a.from} ${a.to} ${a.size}`)).toEqual([]);
    expect(await simulate(SMALL, '--messages')).toBe(64);
  });
  it('prints JSON, writes the same trace for the same seed, and charts', async () => {
    const traces = [
      join(seen.folder, 'a.jsonl'),
      join(seen.folder, 'b.jsonl'),
      join(seen.folder, 'c.jsonl'),
    ];
    for (const [index, trace] of traces.entries()) {
      const seed = index < 2 ? '7' : '8';
      expect(await simulate(SMALL, '--json', '--seed', seed, '--trace', trace)).toBe(0);
    }
    const [a, b, c] = traces.map((path) => readFileSync(path, 'utf8'));
    expect(a).toBe(b);
    expect(a).not.toBe(c);
    const isLine = new Ajv().compile(
      JSON.parse(readFileSync('spec/schema/trace.schema.json', 'utf8')) as object,
    );
    const lines = a!.trim().split('\n');
    for (const line of lines) expect([line, isLine(JSON.parse(line))]).toEqual([line, true]);
    expect(lines.length).toBeGreaterThan(100);
    const report = JSON.parse(seen.printed[0]!) as SimulationReport;
    expect(report).toMatchObject({ seed: 7, peers: 3, durationMs: 60_000 });
    expect(report.blocks.committedByAll).toBe(5);
    expect(await simulate(SMALL, '--charts', join(seen.folder, 'charts'))).toBe(0);
    const charts = readdirSync(join(seen.folder, 'charts')).sort();
    expect(charts).toEqual(['block-hops.svg', 'block-reach.svg', 'block-times.svg', 'traffic.svg']);
    for (const chart of charts)
      expect(readFileSync(join(seen.folder, 'charts', chart), 'utf8')).toMatch(
        /^<svg[\s\S]*<\/svg>$/,
      );
  });

  it('ends with 1 where an invariant does not hold, and writes a smaller scenario that repeats it', async () => {
    const shrunken = join(seen.folder, 'shrunken.yaml');
    // Nobody can know anybody: the ways are cut for good, which is not among the faults that end.
    const broken = `
duration: 130s
organisations: [{ name: Org1, peers: 4 }]
links: { loss: 1, latency: 3ms }
`;
    expect(await simulate(broken, '--shrunken', shrunken)).toBe(1);
    expect(seen.printed.join('\n')).toMatch(/SYS-I1 at 130\.000 s, peer\d\.Org1: does not know/);
    expect(seen.told.join('\n')).toMatch(/SYS-I1 does not hold with seed 1; repeat it smaller/);
    const smaller = parseScenario(shrunken, readFileSync(shrunken, 'utf8'));
    expect(smaller.organisations[0]!.peers).toBe(2);
    expect(smaller.links.latency).toBe(1);
    seen.printed = [];
    expect(await main(['simulate', shrunken, '--shrunken', join(seen.folder, 'again.yaml')])).toBe(
      1,
    );
    expect(seen.printed.join('\n')).toContain('SYS-I1');
  });

  it('takes every scenario that comes with the program', () => {
    for (const name of readdirSync('scenarios'))
      expect(() =>
        parseScenario(name, readFileSync(join('scenarios', name), 'utf8')),
      ).not.toThrow();
  });
});

describe('scenario files', () => {
  it('are read as they are written', () => {
    const scenario = parseScenario('s', SMALL);
    expect(parseScenario('s', writeScenario(scenario))).toEqual(scenario);
  });

  it('carry units', () => {
    const { duration, links, blocks, parameters } = parseScenario(
      's',
      `
duration: 2m
organisations: [{ name: A, peers: 1 }]
channels: [{ name: c }]
links: { latency: { normal: { mean: 1.5ms, deviation: 100us } }, dial: 20ms, bandwidth: 8Mbit/s, loss: 2.5% }
blocks: [{ channel: c, every: 0.5s, count: 1, size: 3KB }]
parameters: { peer.gossip.pullInterval: 8s, propagatePeerNum: 5 }
`,
    );
    expect(duration).toBe(120_000);
    expect(links.latency).toEqual({ normal: { mean: 1.5, deviation: 0.1 } });
    expect(links.dial).toBe(20);
    expect(links.bandwidth).toBe(1_000_000);
    expect(links.loss).toBe(0.025);
    expect(blocks[0]).toMatchObject({ from: 30_000, every: 500, size: 3_000, transactions: 1 });
    expect(parameters).toEqual({ pullInterval: 8_000, propagatePeerNum: 5 });
  });

  const org = 'organisations: [{ name: Org1, peers: 2 }]\n';
  const mistakes: readonly (readonly [string, string, RegExp])[] = [
    ['no YAML', 'a: [', /s: not YAML/],
    ['a missing part', 'duration: 3s', /the file: "organisations" is missing/],
    [
      'an unknown key',
      `${org}peers: 3`,
      /the file: "peers" is not known here; allowed are .*organisations/,
    ],
    [
      'a wrong unit',
      `${org}duration: 3 days`,
      /duration: expected a time such as 300ms.* got "3 days"/,
    ],
    [
      'a wrong choice',
      `${org}leadership: king`,
      /leadership: .*\(election, static, none\), got "king"/,
    ],
    [
      'a wrong kind of fault',
      `${org}faults: [{ kind: fire, at: 1s }]`,
      /faults\.0: kind is "fire", expected one of partition, crash/,
    ],
    [
      'a fault without its time',
      `${org}faults: [{ kind: pause, at: 1s, peer: peer0.Org1 }]`,
      /faults\.0: "until" is missing/,
    ],
    [
      'a peer that is none',
      `${org}faults: [{ kind: crash, at: 1s, peer: peer2.Org1 }]`,
      /faults\.0\.peer: expected peer0\.Org1 to peer1\.Org1, got "peer2\.Org1"/,
    ],
    [
      'a share of more than all',
      `${org}links: { loss: 150% }`,
      /links\.loss: expected a share such as 0\.05 or 5%, up to 100%, got "150%"/,
    ],
    [
      'a range that runs backwards',
      `${org}links: { latency: { uniform: [5, 1] } }`,
      /links\.latency\.uniform: expected the lesser first, got 5 and 1 ms/,
    ],
    [
      'dials in such a range',
      `${org}links: { dial: { uniform: [9, 3] } }`,
      /links\.dial\.uniform: expected the lesser first, got 9 and 3 ms/,
    ],
    [
      'an end before the beginning',
      `${org}faults: [{ kind: orderer-down, at: 5s, until: 4s }]`,
      /faults\.0\.until: expected later than at/,
    ],
    [
      'a channel that is none',
      `${org}blocks: [{ channel: x, every: 1s, count: 1 }]`,
      /blocks\.0\.channel: expected one of none, got "x"/,
    ],
    [
      'an unknown parameter',
      `${org}parameters: { propagatePeerNums: 3 }`,
      /parameters\.propagatePeerNums: no such parameter, did you mean propagatePeerNum\?/,
    ],
    [
      'a parameter out of range',
      `${org}parameters: { propagatePeerNum: 0 }`,
      /parameters\.propagatePeerNum: expected a number of members, at least 1, got 0/,
    ],
  ];
  for (const [what, text, message] of mistakes)
    it(`are refused with ${what}`, async () => {
      expect(() => parseScenario('s', text)).toThrow(message);
      expect(await simulate(text)).toBe(64);
      expect(seen.told.join('\n')).toMatch(/^error: .*scenario\.yaml: /);
      expect(existsSync(join(seen.folder, 'shrunken.yaml'))).toBe(false);
    });
});
