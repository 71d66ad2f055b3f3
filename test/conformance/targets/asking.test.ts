/** Questions to a node on its stdin, and what counts as an answer. The node is a small program of its own. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ANSWER_MS_MAX } from '../../../conformance/targets/asking.js';
import { launch, type NodeProcess } from '../../../conformance/targets/launch.js';
import { rejectedIn } from '../../../conformance/targets/rejected.js';

let folder: string;
let node: NodeProcess | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fabric-asking-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await node?.kill();
  node = undefined;
});
afterAll(() => rmSync(folder, { recursive: true }));

const log = () => join(folder, 'node.log');

/** `answer`: an expression for what the program writes when it is asked `request`. */
async function answering(answer: string): Promise<NodeProcess> {
  const program = `
    const { createInterface } = require('node:readline');
    console.log('ready');
    createInterface({ input: process.stdin }).on('line', (line) => {
      const request = JSON.parse(line);
      const answer = ${answer};
      if (answer === undefined) process.exit(3);
      console.log(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });`;
  node = await launch({
    command: process.execPath,
    args: ['--eval', program],
    cwd: folder,
    env: {},
    log: log(),
    answers: true,
  });
  return node;
}

describe('asking a node', () => {
  it('gives each question its own answer, in whatever order they are asked', async () => {
    const { ask } = await answering('({ re: request.id, value: [request.query, request.id] })');
    expect(await Promise.all([ask!({ query: 'a' }), ask!({ query: 'b' })])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('says what it asks beside the query', async () => {
    const { ask } = await answering('({ re: request.id, value: request })');
    const request = { query: 'height', channel: 'ch1' };
    expect(await ask!(request)).toEqual({ id: 1, ...request });
    expect(await ask!({ leave: 'ch1' })).toEqual({ id: 2, leave: 'ch1' });
  });

  it('puts into the log what is no answer', async () => {
    const { ask } = await answering(
      '\'42\\nnull\\n{"re":99,"value":1}\\n\' + JSON.stringify({ re: request.id, value: \'x\' })',
    );
    expect(await ask!({ query: 'a' })).toBe('x');
    const said = readFileSync(log(), 'utf8');
    for (const line of ['ready', '42', 'null', '{"re":99,"value":1}']) expect(said).toContain(line);
    expect(said).not.toContain('"x"');
  });

  it('says what came instead of a value', async () => {
    const { ask } = await answering("({ re: request.id, unsupported: 'query' })");
    await expect(ask!({ query: 'rejects' })).rejects.toThrow(
      /asked "rejects" it answered .*unsupported/,
    );
  });

  it('does not wait for ever', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { ask } = await answering("'no answer'");
    const late = expect(ask!({ query: 'rejects' })).rejects.toThrow(
      'has not answered within 10000 ms',
    );
    await vi.advanceTimersByTimeAsync(ANSWER_MS_MAX);
    await late;
  });

  it('does not wait for a node that has ended', async () => {
    const { ask, ended } = await answering('undefined');
    await expect(ask!({ query: 'rejects' })).rejects.toThrow(
      'it ended before it had answered "rejects"',
    );
    await ended;
    await expect(ask!({ query: 'rejects' })).rejects.toThrow(
      'it ended before it had answered "rejects"',
    );
  });
});

describe('what a node says that it rejected', () => {
  const good = { clause: 'A-1', reason: 'r', message: 'conn', sender: '', author: 'a0', atMs: 1 };

  it('is a list of messages with clause, reason, sender, author and instant', () => {
    expect(rejectedIn([])).toEqual([]);
    expect(rejectedIn([good])).toEqual([good]);
  });

  it.each([
    ['no list', good],
    ['nothing', undefined],
    ['a list of something else', [1]],
    ['without a clause', [{ ...good, clause: undefined }]],
    ['a sender that is not in hex', [{ ...good, sender: 'o1' }]],
    ['an author in capitals', [{ ...good, author: 'A0' }]],
    ['an instant in words', [{ ...good, atMs: 'now' }]],
  ])('is refused if it is %s', (_, value) => {
    expect(() => rejectedIn(value)).toThrow('asked for "rejects" it answered');
  });
});
