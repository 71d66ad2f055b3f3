/**
 * The way of somebody who has nothing: the commands that `conform init` prints, one after the other, with
 * the skeleton as it was written. Each tells what is missing, and none says that anything conforms.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const reason = hasPython ? '' : ' (skipped: python3 is not on this machine)';
const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-first-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a command prints, on either stream, and how it ends. */
async function run(line: string): Promise<{ status: number; printed: string }> {
  const said: string[] = [];
  const spies = (['log', 'error'] as const).map((stream) =>
    vi.spyOn(console, stream).mockImplementation((text: string) => void said.push(text)),
  );
  process.exitCode = undefined;
  try {
    const status = await main(line.split(' ').slice(1));
    return { status, printed: said.join('\n') };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}

describe.skipIf(!hasPython)(`the commands that init prints${reason}`, () => {
  let next: readonly string[] = [];
  beforeAll(async () => {
    vi.stubEnv('npm_command', '');
    const { status, printed } = await run(
      `fabric-gossip conform init ${join(folder, 'mine')} --language python`,
    );
    vi.unstubAllEnvs();
    expect(status).toBe(0);
    next = [...printed.matchAll(/^ {2}(fabric-gossip conform .*)$/gm)].map(([, line]) => line!);
    expect(next).toHaveLength(3);
  });

  it('begin with doctor, which finds everything in place', async () => {
    const { status, printed } = await run(next[0]!);
    expect(printed).not.toMatch(/^wrong/m);
    expect(printed).toContain('mine 0.0.1 (python)');
    expect(printed).toMatch(/\d+ of \d+ cases would be judged/);
    expect(status).toBe(0);
  }, 60_000);

  it('go on with smoke, which says politely what the node lacks, and what to do first', async () => {
    const { status, printed } = await run(next[1]!);
    expect(printed).toMatch(/^ok +hello: mine/m);
    expect(printed).toMatch(/^wrong .*it listens, but does not speak TLS/m);
    expect(printed).toMatch(/to do .*LINK-21/);
    expect(status).toBe(3);
  }, 60_000);

  it('end with a first verdict: not judged, for the same reason, and no word of conforming', async () => {
    const out = join(folder, 'out');
    const { status, printed } = await run(`${next[2]} --out ${out}`);
    expect(printed).toContain('it listens, but does not speak TLS');
    expect(printed).toContain('clause    LINK-21: ');
    expect(printed).not.toMatch(/conforms in/i);
    expect(status).toBe(3);
    const report = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
    expect(report.implementation).toMatchObject({ name: 'mine', language: 'python' });
    expect(report.totals).toMatchObject({ planned: 1, byVerdict: { 'target-error': 1 } });
  }, 60_000);
});

/** What a reader of smoke's advice writes first: TLS, and an answer to Ping. */
const PING = `
  const { createSecureServer } = await import('node:http2');
  const tls = start.tls as { certPem: string; keyPem: string };
  const server = createSecureServer(
    { cert: tls.certPem, key: tls.keyPem, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const known = request.url === '/gossip.Gossip/Ping';
      response.setHeader('content-type', 'application/grpc');
      response.addTrailers({ 'grpc-status': known ? '0' : '12' });
      response.end(known ? Buffer.alloc(5) : undefined);
    },
  );
`;

it('with Ping put where the TODO is, the first case passes and the next says what is missing', async () => {
  const own = join(folder, 'pinging');
  await run(`fabric-gossip conform init ${own} --language typescript`);
  symlinkSync(join(process.cwd(), 'node_modules'), join(own, 'node_modules'));
  const adapter = join(own, 'adapter.ts');
  const skeleton = readFileSync(adapter, 'utf8');
  const better = skeleton.replace(/^ {2}const server: Server = .*\n/m, PING);
  expect(better).not.toBe(skeleton);
  writeFileSync(adapter, better);
  const target = join(own, 'target.json');
  const { command: _, ...rest } = JSON.parse(readFileSync(target, 'utf8'));
  // Without what npx would look up.
  const command = [process.execPath, '--import', 'tsx', 'adapter.ts'];
  writeFileSync(target, JSON.stringify({ ...rest, command }));
  const conform = `fabric-gossip conform --target ${target} --out ${join(folder, 'pinging-out')}`;
  const first = await run(`${conform} link/ping-answered-without-handshake`);
  expect([first.status, first.printed]).toEqual([0, expect.stringContaining('1 pass')]);
  const second = await run(`${conform} link/acceptor-sends-its-handshake-first`);
  expect(second.status).toBe(1);
  expect(second.printed).toMatch(
    /expected {2}ConnEstablish to o1\.1[\s\S]*observed .*end of stream/,
  );
}, 60_000);
