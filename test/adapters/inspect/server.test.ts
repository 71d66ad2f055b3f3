/** A trace over a WebSocket: past and present for who comes, nothing for strangers, no waiting for the slow. */
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  type InspectOptions,
  type InspectServer,
  serveInspection,
} from '../../../src/adapters/inspect/server.js';
import { createLines, type FileLine } from '../../../src/trace/told.js';

const line = createLines();
const note = (text: string): FileLine => line('p', 5, { kind: 'note', what: 'note', text });
const open: { server?: InspectServer; watchers: WebSocket[] } = { watchers: [] };

async function serve(options: Partial<InspectOptions> = {}, past: readonly FileLine[] = []) {
  open.server = await serveInspection({ port: 0, history: { lines: () => [...past] }, ...options });
  return open.server;
}
function watch(address: string, headers: Record<string, string> = {}) {
  const watcher = new WebSocket(address, { headers });
  open.watchers.push(watcher);
  const texts: string[] = [];
  let wake = () => {};
  watcher.on('message', (text) => {
    texts.push(String(text));
    wake();
  });
  return {
    watcher,
    texts,
    async lines(count: number): Promise<FileLine[]> {
      while (texts.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return texts.map((text) => JSON.parse(text));
    },
    closed: new Promise<{ code: number; why: string }>((resolve) =>
      watcher.once('close', (code, why) => resolve({ code, why: String(why) })),
    ),
    /** The status with which it was refused. */
    refused: new Promise<number>((resolve) => {
      watcher.on('unexpected-response', (_, response) => resolve(response.statusCode!));
      watcher.on('error', () => {});
    }),
  };
}
afterEach(async () => {
  for (const watcher of open.watchers.splice(0)) watcher.terminate();
  await open.server?.close();
});

describe('who watches', () => {
  it('gets the past, then each line as it happens', async () => {
    const past = [note('one'), note('two')];
    const server = await serve({}, past);
    expect(server.address).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
    const { lines } = watch(server.address);
    expect(await lines(2)).toEqual(past);
    const now = note('three');
    server.tell(now);
    expect(await lines(3)).toEqual([...past, now]);
  });
  it('is told that it ends', async () => {
    const server = await serve({}, [note('one')]);
    const { lines, closed } = watch(server.address);
    await lines(1);
    await server.close();
    expect(await closed).toEqual({ code: 1001, why: 'the peer has stopped' });
  });
  it('is cut off with a word if it reads too slowly, and nobody else is', async () => {
    const refused: string[] = [];
    const server = await serve({ waitingMax: 200_000, onRefused: (why) => refused.push(why) }, [
      note('hello'),
    ]);
    const slow = watch(server.address);
    const quick = watch(server.address);
    await Promise.all([slow.lines(1), quick.lines(1)]);
    slow.watcher.pause();
    const large = note('x'.repeat(60_000));
    let told = 0;
    // What the system itself holds for a connection is not ours to know.
    while (server.watcherCount === 2 && told < 2_000) {
      server.tell(large);
      told += 1;
      await quick.lines(1 + told);
    }
    expect(server.watcherCount).toBe(1);
    expect(refused).toEqual(['reads too slowly: 200000 bytes wait']);
    slow.watcher.resume();
    expect(await slow.closed).toEqual({ code: 1013, why: 'reads too slowly: 200000 bytes wait' });
    server.tell(note('last'));
    const all = await quick.lines(told + 2);
    expect(all.at(-1)!.trace).toMatchObject({ text: 'last' });
  });
});

describe('a stranger', () => {
  it.each([
    'https://example.org',
    'http://127.0.0.1.example.org',
    'null',
    'file://',
    'http://10.0.0.1:80',
  ])('from %s is refused', async (origin) => {
    const refused: string[] = [];
    const server = await serve({ onRefused: (why) => refused.push(why) });
    expect(await watch(server.address, { origin }).refused).toBe(403);
    expect(refused).toEqual([`origin ${origin}: expected a page of this machine`]);
    expect(server.watcherCount).toBe(0);
  });
  it('by a name of its own that leads here is refused', async () => {
    const server = await serve();
    expect(await watch(server.address, { host: 'evil.example.org' }).refused).toBe(403);
  });
  it.each(['http://127.0.0.1:8080', 'http://localhost:1', 'http://[::1]:9'])(
    'is not who comes from %s',
    async (origin) => {
      const server = await serve({}, [note('one')]);
      expect(await watch(server.address, { origin }).lines(1)).toHaveLength(1);
    },
  );
  it('that says too much is put out, and nobody else is', async () => {
    const server = await serve({}, [note('one')]);
    const loud = watch(server.address);
    const calm = watch(server.address);
    await Promise.all([loud.lines(1), calm.lines(1)]);
    loud.watcher.send('y'.repeat(5_000));
    expect((await loud.closed).code).toBe(1009);
    server.tell(note('two'));
    expect(await calm.lines(2)).toHaveLength(2);
  });
  it('that sends no request and goes does no harm', async () => {
    const server = await serve({}, [note('one')]);
    const port = Number(new URL(server.address).port);
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end('nonsense\r\n\r\n'));
      socket.on('error', () => {}).on('close', () => resolve());
      socket.resume();
    });
    expect(await watch(server.address).lines(1)).toHaveLength(1);
  });
  it('that is one too many is refused', async () => {
    const server = await serve({}, [note('one')]);
    await Promise.all(Array.from({ length: 8 }, () => watch(server.address).lines(1)));
    expect(await watch(server.address).refused).toBe(403);
  });
});

it('a port that is taken is a mistake that says so', async () => {
  const server = await serve();
  const port = Number(new URL(server.address).port);
  await expect(serveInspection({ port, history: { lines: () => [] } })).rejects.toThrow(
    /cannot listen on 127\.0\.0\.1:\d+: another process listens there/,
  );
});
