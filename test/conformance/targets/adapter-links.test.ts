/**
 * Ways to an adapter and to nodes that somebody else has started: sockets, hands, command lines, and what is
 * left afterwards. The adapters are small programs of their own.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { CASES } from '../../../conformance/registry.js';
import { soundAdapter } from '../../../conformance/selftest/broken-adapters.js';
import { playCases } from '../../../conformance/suite.js';
import { adapterTarget } from '../../../conformance/targets/adapter-target.js';
import { nodesByHand } from '../../../conformance/targets/by-hand.js';
import { wordsOf } from '../../../conformance/targets/command-words.js';
import { adapterLog } from '../../../conformance/targets/control/adapter-log.js';
import { execLink } from '../../../conformance/targets/control/exec-link.js';
import { lineSplitter } from '../../../conformance/targets/control/lines.js';
import { flawOf } from '../../../conformance/targets/control/messages.js';
import { launch, type NodeProcess } from '../../../conformance/targets/launch.js';
import { targetNamed } from '../../../conformance/targets/named.js';
import { isFree } from '../../../conformance/targets/port.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-links-'));
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const PING = CASES.filter(({ id }) => id === 'link/ping-answered-without-handshake');
const script = (program: string) =>
  [process.execPath, '--input-type=module', '--eval', program] as const;

/** The sound adapter behind a socket: each connection is a session of its own. */
async function listening(): Promise<{ address: string; server: Server }> {
  const server = createServer(async (socket) => {
    const link = await execLink({
      command: script(soundAdapter.script),
      cwd: folder,
      env: {},
      log: join(folder, 'socket.log'),
      tag: 'behind the socket',
    });
    link.listen((line) => socket.write(`${line}\n`));
    createInterface({ input: socket }).on('line', link.send);
    socket.on('error', () => {});
    socket.on('close', () => void link.kill());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe('a target to attach to', () => {
  it('is judged over the control socket of an adapter that runs already', async () => {
    const { address } = await listening();
    const { results, info } = await playCases(targetNamed(`attach:${address}`, 1), PING);
    expect(results.map(({ verdict, message }) => [verdict, message])).toEqual([
      ['pass', undefined],
    ]);
    expect(info.implementation.name).toBe('broken');
  });
  it('says where nobody listens, and what to do', async () => {
    const { address, server } = await listening();
    await new Promise((resolve) => server.close(resolve));
    const { results } = await playCases(targetNamed(`attach:${address}`, 1), PING);
    expect(results[0]).toMatchObject({
      verdict: 'target-error',
      message: expect.stringMatching(/ECONNREFUSED.*; start the adapter so that it listens there/),
    });
  });
  it.each(['attach:', 'attach:10.0.0.1:7', 'attach:somewhere', 'exec:', 'exec:a "b'])(
    'is refused as %s',
    (name) => {
      expect(() => targetNamed(name, 1)).toThrow(/expected (attach|exec):|is not closed/);
    },
  );
});

describe('nodes that somebody starts by hand', () => {
  /** Whoever reads what is to be done, and does it. */
  function hand() {
    const told: string[] = [];
    let node: Promise<NodeProcess> | undefined;
    const place = join(folder, 'debug');
    const server = `
      import { readFileSync } from 'node:fs';
      ${soundAdapter.script.slice(0, soundAdapter.script.lastIndexOf('serve();'))}
      pingOnly(JSON.parse(readFileSync(process.argv[1], 'utf8')));`;
    const tell = (text: string): void => {
      told.push(text);
      if (text.startsWith('start ')) {
        const [command, ...args] = [...script(server), join(place, 'start.json')];
        const log = join(folder, 'hand.log');
        node = launch({ command: command!, args, cwd: folder, env: {}, log });
      }
      if (text.startsWith('stop ')) void node!.then((started) => started.terminate());
    };
    closers.push(async () => (await node)?.kill());
    return { told, tell, place };
  }
  const common = {
    name: 'by hand',
    features: ['timings'] as const,
    timeScale: 1,
    identify: async () => ({ name: 'mine', version: '1', language: 'none' }),
  };

  it('get everything written down, and are told to stop', async () => {
    const { told, tell, place } = hand();
    const target = nodesByHand({ ...common, folders: [place], tell });
    const own = { ...PING[0]!, node: 'fresh' as const };
    const { results } = await playCases(target, [own]);
    expect(results.map(({ verdict, message }) => [verdict, message])).toEqual([
      ['pass', undefined],
    ]);
    const request = JSON.parse(readFileSync(join(place, 'start.json'), 'utf8'));
    expect(flawOf('startRequest', { id: 1, ...request })).toBeUndefined();
    expect(told).toEqual([
      expect.stringContaining(`listening on ${request.listen}; everything about it is in`),
      expect.stringMatching(/answers, the case goes on/),
      expect.stringContaining(`stop t1 on ${request.listen} now`),
    ]);
    expect(await isFree(request.listen)).toBe(true);
  });
  it('that nobody starts are a target error with what is missing', async () => {
    const options = { ...common, folders: [join(folder, 'idle')], tell: () => {}, forMs: 200 };
    const { results } = await playCases(nodesByHand(options), PING);
    expect(results[0]).toMatchObject({
      verdict: 'target-error',
      message: expect.stringMatching(/not started within 200 ms: nothing listens on/),
    });
  });
});

describe('what an adapter leaves', () => {
  it('ends with it: its children, and its log where nothing went wrong', async () => {
    const portFile = join(folder, 'orphan.port');
    const listener = `require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port); })`;
    const orphan = `
      import { writeFileSync } from 'node:fs';
      ${soundAdapter.script.replace(
        'serve();',
        `const child = spawn(process.execPath, ['--eval', ${JSON.stringify(listener)}], { stdio: ['ignore', 'pipe', 'ignore'] });
         child.stdout.once('data', (port) => { writeFileSync(${JSON.stringify(portFile)}, port); serve(); });
         child.unref();`,
      )}`;
    const exec = { command: script(orphan), cwd: folder, env: {} };
    const target = adapterTarget({ name: 'orphan', timeScale: 1, exec, graceMs: 1_000 });
    const { results } = await playCases(target, PING);
    expect(results[0]?.verdict).toBe('pass');
    expect(await isFree(`127.0.0.1:${readFileSync(portFile, 'utf8').trim()}`)).toBe(true);
  });
  it('stays as a log where something went wrong', async () => {
    const exec = { command: script('console.error("why"); process.exit(3)'), cwd: folder, env: {} };
    const target = adapterTarget({ name: 'broken', timeScale: 1, exec });
    const { results } = await playCases(target, PING);
    const [, path] = /Log (\S+\.log):/.exec(results[0]?.message ?? '') ?? [];
    expect(readFileSync(path!, 'utf8')).toBe('adapter 1 | why\n');
    rmSync(join(path!, '..'), { recursive: true });
  });
  it('a command that does not exist is a target error', async () => {
    const target = targetNamed('exec:no-such-adapter --now', 1);
    const { results } = await playCases(target, PING);
    expect(results[0]).toMatchObject({
      verdict: 'target-error',
      message: expect.stringMatching(
        /adapter 1 \(no-such-adapter --now\) cannot be executed: .*ENOENT/,
      ),
    });
  });
});

describe('a command in one text', () => {
  it.each([
    ['a b  c', ['a', 'b', 'c']],
    [`node 'my adapter.js' "x y"z`, ['node', 'my adapter.js', 'x yz']],
    [String.raw`a\ b "c\"d" '\'`, ['a b', 'c"d', '\\']],
    ['', []],
  ])('%j is words', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
  it.each(["a 'b", 'a "b', 'a \\'])('%j is refused', (text) => {
    expect(() => wordsOf(text)).toThrow('is not closed');
  });
});

describe('lines', () => {
  const split = (chunks: readonly (string | Buffer)[], max?: number): string[] => {
    const lines: string[] = [];
    const feed = lineSplitter((line) => lines.push(line), max);
    for (const chunk of chunks) feed(chunk);
    return lines;
  };
  it('are put together from chunks, whatever they end with', () => {
    const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)];
    expect(split(['a', 'b\nc\r\n\n', Buffer.from('d'), first, second, '\n', 'e'])).toEqual([
      'ab',
      'c',
      '',
      'dé',
    ]);
  });
  it('that never end are cut', () => {
    expect(split(['abc', 'de', 'f\n'], 4)).toEqual(['abcde', 'f']);
  });
});

describe('the log of an adapter', () => {
  it('takes so much, and keeps the last words at hand', () => {
    const path = join(folder, 'full.log');
    const log = adapterLog(path, 40);
    for (let i = 1; i <= 200; i += 1) log.write('a', `line ${i}`);
    expect(readFileSync(path, 'utf8').length).toBeLessThan(100);
    expect(log.tail(2)).toEqual(['a | line 199', 'a | line 200']);
  });
});

describe('a schema of the control protocol', () => {
  it('is what the transcript of the manual follows', () => {
    const manual = readFileSync('docs/targets.md', 'utf8');
    const lines = [...manual.matchAll(/^([<>]) (\{.*\})$/gm)].filter(
      ([, , json]) => !json!.includes('…'),
    );
    expect(lines.length).toBeGreaterThan(12);
    for (const [, side, json] of lines) {
      const message = JSON.parse(json!);
      if (String(message.request).startsWith('nonsense')) continue;
      const kind = side === '>' ? 'request' : 'event' in message ? 'event' : 'answer';
      expect([json, flawOf(kind, message)]).toEqual([json, undefined]);
    }
  });
});
