/** `replay --trace`: the recording and what the reference made of it, as one trace. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';
import type { FileLine } from '../../src/trace/told.js';
import { recordingOfLines } from '../../studio/sources/trace-text.js';

const folder = mkdtempSync(join(tmpdir(), 'replay-'));
const VECTORS = 'spec/vectors/fabric-2.4.9';
afterEach(() => vi.restoreAllMocks());
afterAll(() => rmSync(folder, { recursive: true }));

it('has every envelope, and the machines of the peer that lives through it', async () => {
  const path = join(folder, 'trace.jsonl');
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const args = [`${VECTORS}/traffic.jsonl`, '--certs', `${VECTORS}/certs`, '--as', 'peer2.org1'];
  const join0 = ['--join', `${VECTORS}/blocks/ch1-0.block`];
  expect(await main(['replay', ...args, ...join0, '--trace', path])).toBe(0);
  const lines: FileLine[] = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const validate = new Ajv().compile(
    JSON.parse(readFileSync('spec/schema/trace.schema.json', 'utf8')) as object,
  );
  expect(lines.filter((line) => !validate(line))).toEqual([]);
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, i) => i + 1));
  expect(lines.filter(({ trace }) => trace.kind === 'message')).toHaveLength(814);
  // A block is in the ledger after the message that brought it.
  const at = (fits: (line: FileLine) => boolean) => lines.findIndex(fits);
  const brought = at(({ trace }) => trace.kind === 'message' && trace.block === '1');
  const committed = at(
    ({ trace }) => trace.kind === 'block' && trace.what === 'committed' && trace.number === '1',
  );
  expect(brought).toBeGreaterThan(0);
  expect(committed).toBeGreaterThan(brought);
  // Its steps are those of the recorded peer, whose name its messages have too.
  const { cast } = recordingOfLines(lines);
  expect(cast.peers.map(({ name }) => name).sort()).toEqual([
    'peer0.org1',
    'peer0.org2',
    'peer1.org1',
    'peer2.org1',
  ]);
  const stepped = lines.flatMap(({ peer, trace }) => (trace.kind === 'step' ? [peer] : []));
  expect(new Set(stepped)).toEqual(new Set(['peer2.org1']));
});
