/**
 * The skeletons of `conform init`: written once and nowhere over something, and each a working adapter
 * whose node does nothing useful. They are spoken to as the suite does.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LANGUAGES, type Language, writeSkeleton } from '../../conformance/init/skeleton.js';
import { main } from '../../src/cli/main.js';

const base = mkdtempSync(join(tmpdir(), 'fabric-gossip-init-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const write = (name: string, languages: readonly Language[] = LANGUAGES) =>
  writeSkeleton({
    folder: join(base, name),
    languages,
    program: 'fabric-gossip',
    nodeTakesTypes: false,
  });

const has = (program: string): boolean => spawnSync(program, ['version']).status === 0;
const hasPython = spawnSync('python3', ['--version']).status === 0;
const hasGo = has('go');

const control = JSON.parse(readFileSync('spec/schema/control.schema.json', 'utf8'));
const ajv = new Ajv2020({ strict: false, schemas: [control] });
const isAnswer = ajv.compile({ $ref: 'control.schema.json#/$defs/answer' });

describe('a skeleton', () => {
  it('has a target and an adapter in each language, and the name is put in everywhere', () => {
    const { files, targets } = write('all');
    expect(targets.map(({ language }) => language)).toEqual([...LANGUAGES]);
    for (const path of files) expect(readFileSync(path, 'utf8')).not.toContain('{{');
    for (const { path } of targets) {
      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
        name: 'all',
        connect: 'exec',
      });
    }
  });
  it('of one language lies in the folder itself', () => {
    const [target] = write('one', ['go']).targets;
    expect(target?.path).toBe(join(base, 'one', 'target.json'));
  });
  it('is written over nothing', () => {
    write('twice', ['python']);
    const adapter = join(base, 'twice', 'adapter.py');
    writeFileSync(adapter, 'mine');
    expect(() => write('twice', ['go'])).toThrow(/already there: nothing is overwritten/);
    expect(readFileSync(adapter, 'utf8')).toBe('mine');
    writeFileSync(join(base, 'a-file'), '');
    expect(() => write('a-file')).toThrow(/already there/);
  });
  it.each(['.hidden', 'with space', 'quo"te'])('is not written for the name %s', (name) => {
    expect(() => write(name)).toThrow(/expected a name of letters/);
    expect(existsSync(join(base, name))).toBe(false);
  });
});

describe('conform init', () => {
  let said: string[] = [];
  beforeEach(() => {
    said = [];
    vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text));
    vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
  });
  afterEach(() => vi.restoreAllMocks());

  it('says which three commands are next', async () => {
    const folder = join(base, 'told');
    // Whoever is called by npx calls it so again.
    vi.stubEnv('npm_command', '');
    expect(await main(['conform', 'init', folder, '--language', 'python'])).toBe(0);
    vi.unstubAllEnvs();
    const printed = said.join('\n');
    const next = [...printed.matchAll(/^ {2}fabric-gossip conform (\S+) --target (\S+)$/gm)];
    expect(next.map(([, what]) => what)).toEqual([
      'doctor',
      'smoke',
      'link/ping-answered-without-handshake',
    ]);
    for (const [, , target] of next) expect(existsSync(target!)).toBe(true);
  });
  it('is a mistake of the user where something is already', async () => {
    expect(await main(['conform', 'init', base])).toBe(64);
    expect(said.join('\n')).toMatch(/nothing is overwritten/);
  });
});

/** One adapter, asked as the suite asks. */
interface Session {
  readonly child: ChildProcess;
  ask(request: object): Promise<Record<string, any>>;
  readonly ended: Promise<number | null>;
}

function session(command: readonly string[], cwd: string): Session {
  const [program, ...args] = command;
  const child = spawn(program!, args, { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: ((line: string) => void)[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => waiting.shift()!(line));
  let id = 0;
  return {
    child,
    ended: new Promise((resolve) => child.once('exit', resolve)),
    ask(request) {
      id += 1;
      child.stdin!.write(`${JSON.stringify({ id, ...request })}\n`);
      return new Promise((resolve) => waiting.push((line) => resolve(JSON.parse(line))));
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket.destroy() !== undefined));
    socket.once('error', () => resolve(false));
  });

/** A whole session by the rules of docs/targets.md. */
async function judgeAdapter(command: readonly string[], cwd: string): Promise<void> {
  const adapter = session(command, cwd);
  const port = await freePort();
  const listen = `127.0.0.1:${port}`;
  const node = 't1-1';
  const tls = { certPem: 'c', keyPem: 'k' };
  const start = { request: 'start', node, listen, tls, channels: ['x'.repeat(200_000)] };
  const answers = [
    await adapter.ask({ request: 'hello', protocol: 1, suite: '0', specification: 1 }),
    await adapter.ask({ request: 'nonsense-1' }),
    await adapter.ask(start),
  ];
  expect(answers[0]?.hello.protocol).toBe(1);
  expect(answers[1]?.unsupported.reason).toContain('nonsense-1');
  expect(answers[2]?.ready).toEqual({ listen });
  expect(await accepts(port)).toBe(true);
  answers.push(await adapter.ask({ ...start, node: 't1-2' }));
  expect(answers[3]?.error.code).toBe('port-in-use');
  answers.push(await adapter.ask({ request: 'kill', node }));
  expect(await accepts(port)).toBe(false);
  answers.push(await adapter.ask(start));
  expect(await accepts(port)).toBe(true);
  answers.push(await adapter.ask({ request: 'stop', node, graceMs: 5_000 }));
  expect(await accepts(port)).toBe(false);
  answers.push(await adapter.ask({ request: 'stop', graceMs: 5_000 }));
  expect(await adapter.ended).toBe(0);
  answers.forEach((answer, i) => {
    expect(isAnswer(answer), `${JSON.stringify(answer)} ${JSON.stringify(isAnswer.errors)}`).toBe(
      true,
    );
    expect(answer.re).toBe(i + 1);
  });
  // The end of stdin means that the suite is gone.
  const other = session(command, cwd);
  await other.ask({ request: 'hello', protocol: 1, suite: '0', specification: 1 });
  other.child.stdin!.end();
  expect(await other.ended).toBe(0);
}

/** A reason that is told, and not only a test that is not there. */
const without = (program: string, is: boolean): string =>
  is ? '' : ` (skipped: ${program} is not on this machine)`;

describe('the adapter of a skeleton speaks the control protocol', () => {
  it.skipIf(!hasPython)(`in Python${without('python3', hasPython)}`, async () => {
    write('python', ['python']);
    await judgeAdapter(['python3', 'adapter.py'], join(base, 'python'));
  });
  it('in TypeScript', async () => {
    const folder = join(base, 'typescript');
    write('typescript', ['typescript']);
    // What `npm install` brings.
    symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    await judgeAdapter([process.execPath, '--import', 'tsx', 'adapter.ts'], folder);
  });
  it.skipIf(!hasGo)(
    `in Go${without('go', hasGo)}`,
    async () => {
      const folder = join(base, 'go');
      write('go', ['go']);
      const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod' };
      execFileSync('go', ['build', '-o', 'adapter', '.'], { cwd: folder, env, stdio: 'inherit' });
      execFileSync('go', ['vet', '.'], { cwd: folder, env, stdio: 'inherit' });
      await judgeAdapter(['./adapter'], folder);
    },
    120_000,
  );
});
