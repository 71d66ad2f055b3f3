/** `fabric-gossip check`: results, files, exit statuses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createExploration } from '../../src/checker/explore.js';
import { handshake } from '../../src/checker/models/handshake.js';
import { peerModel } from '../../src/checker/peers/peer-model.js';
import { writeTrace } from '../../src/cli/check/counterexample.js';
import { modelOf } from '../../src/cli/check/model-of.js';
import { resultOf } from '../../src/cli/check/result.js';
import { tellCounterexample } from '../../src/cli/check/tell-counterexample.js';
import { textOf } from '../../src/cli/check/text.js';
import { main } from '../../src/cli/main.js';
import { commandSeen } from '../support/command-seen.js';

const seen = commandSeen('check-');

const check = (...words: readonly string[]) => main(['check', ...words]);

describe('fabric-gossip check', () => {
  it('lists the models', async () => {
    expect(await check()).toBe(0);
    expect(seen.printed.join('\n')).toContain('two-phase-commit');
  });

  it('CHEK-6: prints counts and verdicts', async () => {
    expect(await check('two-phase-commit', '--size', '3', '--exact', '--no-reductions')).toBe(0);
    const text = seen.printed.join('\n');
    expect(text).toContain('1146 generated, 288 distinct, depth 11; every state was met');
    expect(text).toContain('holds    consistent (always)');
    expect(text).not.toContain('left out');
  });

  it('CHEK-87: says which reductions were on, all that the model allows', async () => {
    expect(await check('two-phase-commit', '--size', '3')).toBe(0);
    expect(seen.printed.join('\n')).toContain('226 generated, 59 distinct');
    expect(seen.printed.join('\n')).toContain('reduced by noop, symmetry');
    seen.printed.length = 0;
    expect(await check('two-phase-commit', '--size', '3', '--reduce', 'symmetry,order')).toBe(0);
    expect(seen.printed.join('\n')).toContain('318 generated, 80 distinct');
    expect(seen.printed.join('\n')).toContain('reduced by symmetry\n');
  });

  it('CHEK-76: tells a run that goes wrong by its steps and its loop', async () => {
    expect(await check('election-at-any-time')).toBe(1);
    const text = seen.printed.join('\n');
    expect(text).toContain('violated one-leads (eventually-always)');
    expect(text).toMatch(/and then again and again:\n {4}8 p\d receives/);
    seen.printed.length = 0;
    expect(await check('two-phase-commit', '--size', '3', '--no-fairness', '--json')).toBe(1);
    const { runs } = JSON.parse(seen.printed.join('\n'));
    expect(runs).toEqual([expect.objectContaining({ id: 'decided', stem: [], loop: [] })]);
  });

  it('CHEK-77: judges no endless runs on more states than it is told', async () => {
    expect(await check('two-phase-commit', '--size', '3', '--liveness', '20')).toBe(0);
    expect(seen.printed.join('\n')).toMatch(/open +decided.*\n {2}not every state was looked at/);
  });

  it.each([
    ['--depth', '5'],
    ['--states', '20'],
    ['--memory', '1'],
  ])('CHEK-77: nor on more than it has met within %s', async (option, bound) => {
    const larger = ['two-phase-commit', '--size', '6', '--no-reductions', option, bound];
    expect(await check(...larger, '--json')).toBe(0);
    const { runs } = JSON.parse(seen.printed.join('\n'));
    expect(runs).toEqual([expect.objectContaining({ verdict: 'open', why: 'states' })]);
  });

  it('CHEK-8: says that nothing is claimed within bounds', async () => {
    expect(await check('two-phase-commit', '--size', '3', '--depth', '4', '--json')).toBe(0);
    const result = JSON.parse(seen.printed.join('\n'));
    expect(result).toMatchObject({ isComplete: false, ended: 'depth', depth: 4 });
    expect(result.collisionBound).toBeGreaterThan(0);
    expect(result.properties[0]).toMatchObject({ id: 'consistent', verdict: 'open' });
  });

  it.each([
    [['elections'], 'expected one of'],
    [['handshake', '--size', '2'], 'has one size'],
    [['election', '--size', '9'], 'takes 2 to 4 peers'],
    [['two-phase-commit', '--order', 'random'], 'Allowed choices'],
    [['two-phase-commit', '--depth', '0'], 'from 1'],
    [['two-phase-commit', '--reduce', 'all'], 'Expected some of noop,order,stores,symmetry'],
    [['two-phase-commit', '--workers', '100000'], 'expected at most 256'],
    [['two-phase-commit', '--counterexample', 'nowhere/x.jsonl'], '--counterexample nowhere/x'],
    [['two-phase-commit', '--serve', '--port', '99999'], 'from 0 to 65535'],
    [['two-phase-commit', '--seed', '3'], '--seed says nothing with a model'],
    [['--size', '3'], '--size says nothing without a model'],
    [['two-phase-commit', '--scenario', 'x'], '--scenario says nothing with a model'],
    [['two-phase-commit', '--port', '0'], '--port: expected --studio beside it'],
    [['two-phase-commit', '--reduce', 'noop', '--no-reductions'], '--reduce: not with --no-re'],
    [['two-phase-commit', '--fairness', 'weak', '--no-fairness'], 'not with --no-fairness'],
    [['two-phase-commit', '--studio', '--serve'], '--studio says nothing with --serve'],
    [['two-phase-commit', '--serve', '--workers', '2'], '--workers says nothing with --serve'],
    [['two-phase-commit', '--verify-memo', '1', '--exact', '--liveness', '9'], '--liveness says'],
    [['--trace', 'x.jsonl', '--no-reductions'], '--no-reductions says nothing with --trace'],
  ])('refuses %j', async (words, says) => {
    const errors: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => errors.push(String(text)) > 0);
    expect(await check(...words)).toBe(64);
    expect([...seen.told, ...errors].join('\n')).toContain(says);
  });

  it('ends with a status of its own where it is at fault itself', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {
      throw new TypeError('what nobody expects');
    });
    expect(await check('two-phase-commit', '--size', '3')).toBe(70);
    expect(seen.told.join('\n')).toContain('please report it');
  });

  it('CHEK-5: a violation is told by its steps, and written as a trace', () => {
    const right = handshake('fabric-3.1');
    const network = {
      ...right,
      budget: { timers: 0 },
      properties: right.properties
        .filter(({ id }) => id === 'linked-both-ways')
        .map((property) => ({
          ...property,
          kind: 'always' as const,
          holds: (facts: readonly number[]) => !property.holds(facts, false, false),
        })),
    };
    const model = peerModel(network);
    const exploration = createExploration(model);
    while (exploration.advance(1_000));
    const result = resultOf(model, exploration, { isInterrupted: false, seconds: 1 });
    expect(result).toMatchObject({ ended: 'violation' });
    expect(result.properties[0]!.path).toHaveLength(5);
    expect(textOf(result)).toContain('  after 5 steps:\n    1 p');
    const path = join(seen.folder, 'trace.jsonl');
    writeTrace(path, model, exploration.pathTo(exploration.judgements[0]!.witness!));
    const lines = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
    const rows = lines.filter(({ trace }) => trace.kind === 'step').map(({ trace }) => trace.row);
    expect(rows).toContain('LINK-R21');
    expect(rows).toContain('LINK-R5');
  });

  it('keeps the verdict where nobody can be shown why', async () => {
    // What commander does not know of: the page was there when it was looked for.
    const model = modelOf({ name: 'two-phase-commit', size: 3 });
    const found = { path: [{ label: '', state: model.initial[0]! }], told: {} };
    const telling = { studio: true, site: join(seen.folder, 'gone') };
    await expect(tellCounterexample(telling, model, found)).rejects.toThrow('page is not there');
    process.exitCode = 1;
    await tellCounterexample(telling, model, found);
    expect(process.exitCode).toBe(1);
    expect(seen.told.join('\n')).toContain('page is not there');
    process.exitCode = 0;
    expect(await check('election-at-any-time', '--studio', '--site', telling.site)).toBe(64);
    expect(seen.printed).toEqual([]);
  });

  it('CHEK-101: writes a trace of machines that are no peers', async () => {
    const path = join(seen.folder, 'machines.jsonl');
    expect(await check('election-at-any-time', '--counterexample', path)).toBe(1);
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    const traces = lines.map((line) => JSON.parse(line).trace);
    expect(traces[0]).toMatchObject({ kind: 'about', says: { model: 'election-at-any-time' } });
    expect(traces.filter(({ kind }) => kind === 'message').length).toBeGreaterThan(2);
    // CHEK-106
    process.exitCode = 0;
    expect(await check('--trace', path)).toBe(0);
    expect(seen.printed.join('\n')).toContain('machines.jsonl: a path of election-at-any-time');
  });
});
