/** `fabric-gossip ledger` on sound and damaged ledgers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { openLevelStore } from '../../src/adapters/ledger/level-store.js';
import { openLedger } from '../../src/adapters/ledger/open-ledger.js';
import { main } from '../../src/cli/main.js';
import { blockKey, seal, spacePrefix } from '../../src/ledger/records.js';
import { blockAfter } from '../support/endless-chain.js';
import { recordedBlock } from '../support/recordings.js';
import { utf8Bytes } from '../support/transactions.js';

const root = mkdtempSync(join(tmpdir(), 'fabric-gossip-ledger-'));
const sound = join(root, 'sound');
const real = join(root, 'real');
const rules = { crypto: nodeCrypto, channel: 'ch1' };

async function ledgerIn(folder: string): Promise<void> {
  const ledger = await openLedger(folder, rules);
  while (ledger.height < 5n) {
    await ledger.commit(ledger.height, blockAfter(ledger.height, ledger.lastHash));
  }
  await ledger.close();
}
beforeAll(async () => {
  await ledgerIn(sound);
  const ledger = await openLedger(real, rules);
  await ledger.commit(0n, recordedBlock('ch1-0'));
  await ledger.close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
afterEach(() => {
  process.exitCode = undefined;
});

async function run(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => void out.push(line));
  const error = vi.spyOn(console, 'error').mockImplementation((line) => void err.push(line));
  try {
    const status = await main(['ledger', ...args]);
    return { status, out: out.join('\n'), err: err.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

describe('ledger inspect', () => {
  it('prints the head, the codes of blocks, and the values of a namespace', async () => {
    const { status, out } = await run('inspect', sound, '--keys', 'cc');
    expect(status).toBe(0);
    expect(out).toMatch(
      /^channel +ch1\nheight +5\nlastHash +[0-9a-f]{64}\ncommitHash +[0-9a-f]{64}/,
    );
    expect(out).toMatch(/ {4}1 {2}[0-9a-f]{16} {2}2 VALID, 1 MVCC_READ_CONFLICT\n/);
    expect(out).toMatch(/\nshared = 4 \(4\/2\)$/);
  });

  it('prints one JSON object', async () => {
    const { out } = await run('inspect', sound, '--json');
    const json = JSON.parse(out);
    expect(json).toMatchObject({ channel: 'ch1', height: 5, configBlock: 0 });
    expect(json.blocks).toHaveLength(5);
    expect(json.blocks[4]).toMatchObject({
      number: 4,
      hash: json.lastHash,
      commitHash: json.commitHash,
    });
    expect(json.blocks[4].transactions[1].code).toBe('MVCC_READ_CONFLICT');
  });

  it('LEDG-57: prints what is sound of a damaged one', async () => {
    const folder = join(root, 'broken');
    await ledgerIn(folder);
    const store = await openLevelStore(folder);
    await store.write([{ key: blockKey(3n), value: utf8Bytes('no block') }]);
    await store.close();
    const { status, out, err } = await run('inspect', folder);
    expect(status).toBe(1);
    expect(out).toMatch(/height +3\n/);
    expect(err).toBe('error: block 3 is damaged: its checksum differs');
    expect((await run('verify', folder, '--trust-creators')).err).toContain('block 3 is damaged');
  });

  it.each(['inspect', 'verify'])('says that there is no ledger: %s', async (command) => {
    const folder = join(root, 'nowhere');
    expect(await run(command, folder)).toEqual({
      status: 64,
      out: '',
      err: `error: ledger folder ${folder} holds no ledger`,
    });
  });
});

describe('ledger verify', () => {
  it('LEDG-66: says that a ledger is sound', async () => {
    const { status, out } = await run('verify', sound, '--trust-creators');
    expect(status).toBe(0);
    expect(out).toMatch(/^ch1: 5 blocks, 10 values: sound\ncommit hash [0-9a-f]{64}$/);
  });

  it('LEDG-66: judges by the configurations in the chain', async () => {
    expect(await run('verify', real)).toMatchObject({ status: 0, err: '' });
    const { status, err } = await run('verify', sound);
    expect(status).toBe(1);
    expect(err).toBe('error: block 0 at height 0 holds a configuration that is not sound');
  });

  it('LEDG-66: names what is not as it was written', async () => {
    const folder = join(root, 'changed');
    await ledgerIn(folder);
    const key = `${spacePrefix('cc', '')}shared`;
    const store = await openLevelStore(folder);
    await store.write([{ key, value: seal(key, Uint8Array.of(0x0a, 1, 0x39)) }]);
    await store.close();
    const { status, out } = await run('verify', folder, '--trust-creators', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(out).faults).toEqual(['not what was written: namespace "cc", key "shared"']);
  });
});
