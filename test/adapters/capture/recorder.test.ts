/** A recorded transport is the same transport; what it writes is a capture of what passed, byte for byte. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { createRecorder } from '../../../src/adapters/capture/recorder.js';
import { CaptureError, type CaptureRow, readCapture } from '../../../src/adapters/capture/rows.js';
import { createMemoryNetwork } from '../../../src/adapters/memory.js';
import { UserMistake } from '../../../src/adapters/user-mistake.js';
import { createVirtualClock, runUntil } from '../../../src/simulator/virtual-clock.js';
import { record } from '../../support/streams.js';
import { describeTransport } from '../../support/transport-contract.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-recorder-'));
afterAll(() => rmSync(folder, { recursive: true }));

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
const rowsOf = async (path: string): Promise<CaptureRow[]> => {
  const rows: CaptureRow[] = [];
  for await (const row of readCapture(path)) rows.push(row);
  return rows;
};

function recordedPair(name: string) {
  const clock = createVirtualClock(1_000);
  const network = createMemoryNetwork({ clock, latencyMs: 20 });
  const path = join(folder, `${name}.jsonl`);
  const recorder = createRecorder(path, clock.now);
  const pass = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false;
    const finish = () => {
      isDone = true;
    };
    work.then(finish, finish);
    if (!(await runUntil(clock, () => isDone, clock.now() + 60_000, settle)))
      throw new Error('nothing happened in a minute of virtual time');
    return work;
  };
  return { clock, network, path, recorder, pass };
}

describeTransport('memory, recorded', async () => {
  const { clock, network, recorder, pass } = recordedPair('contract');
  const server = recorder.through(network.transport());
  const client = recorder.through(network.transport());
  return {
    server,
    client,
    listen: 'memory:0',
    isTls: false,
    failing: { 'nobody listens': { by: network.transport(), at: 'memory:99' } },
    pass,
    async close() {
      await client.close();
      await server.close();
      clock.advance(60_000);
      recorder.close();
    },
  };
});

/** An alive message of the recorded session in spec/vectors, and something that is no envelope. */
const [ALIVE] = readFileSync('spec/vectors/fabric-2.4.9/traffic.jsonl', 'utf8')
  .split('\n')
  .filter((line) => line.includes('"ALIVE_MSG"'))
  .map((line) => new Uint8Array(Buffer.from(JSON.parse(line).envelope, 'base64')));
const NOISE = Uint8Array.of(0xff, 0xff);

describe('a recording', () => {
  it('has each envelope with its direction, its connection, its kind and its moment', async () => {
    const { clock, network, path, recorder, pass } = recordedPair('rows');
    const own = recorder.through(network.transport());
    const other = network.transport();
    const at = await own.serve('memory:0', (stream) => record(stream));
    const dialled = await pass(other.dial(at));
    const back = await pass(own.dial(await other.serve('memory:0', (stream) => record(stream))));
    record(back);
    dialled.send(ALIVE!);
    clock.advance(100);
    back.send(NOISE);
    recorder.close();
    back.send(ALIVE!);
    const rows = await rowsOf(path);
    expect(rows.map(({ dir, conn, kind }) => [dir, conn, kind])).toEqual([
      ['in', 'srv1', 'aliveMsg'],
      ['out', 'cli2', ''],
    ]);
    expect([...rows[0]!.bytes]).toEqual([...ALIVE!]);
    expect([...rows[1]!.bytes]).toEqual([...NOISE]);
    expect(rows[1]!.ms - rows[0]!.ms).toBe(80);
  });
  it('says that it cannot be written', () => {
    const nowhere = join(folder, 'nowhere', 'rows.jsonl');
    expect(() => createRecorder(nowhere, () => 0)).toThrow(UserMistake);
  });
});

describe('a packed capture', () => {
  it('reads as the plain one, and says if it is damaged', async () => {
    const plain = 'spec/vectors/fabric-2.4.9/pull.jsonl';
    const packed = gzipSync(readFileSync(plain));
    const path = join(folder, 'pull.jsonl.gz');
    writeFileSync(path, packed);
    const rows = await rowsOf(path);
    expect(rows).toEqual(await rowsOf(plain));
    writeFileSync(path, packed.subarray(0, packed.length >> 1));
    await expect(rowsOf(path)).rejects.toThrow(CaptureError);
  });
});
