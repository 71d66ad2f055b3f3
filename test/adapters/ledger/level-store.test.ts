/** LevelDB as a store, and what its user hears when a folder is not what it should be. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { openLevelStore } from '../../../src/adapters/ledger/level-store.js';
import { ledgerFolder, openLedger } from '../../../src/adapters/ledger/open-ledger.js';
import { UserMistake } from '../../../src/adapters/user-mistake.js';
import { readRange } from '../../../src/ledger/stored-chain.js';
import { blockAfter } from '../../support/endless-chain.js';
import { storeContract } from '../../support/store-contract.js';

const root = mkdtempSync(join(tmpdir(), 'fabric-gossip-level-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const freshFolder = () => join(root, `store-${count++}`);
const rules = { crypto: nodeCrypto, channel: 'ch1' };

storeContract('LevelDB', () => {
  const folder = freshFolder();
  return { open: () => openLevelStore(folder) };
});

const mistakeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'opened',
    (error: Error) => (error instanceof UserMistake ? error.message : `${error.stack}`),
  );

async function ledgerOf(height: bigint): Promise<string> {
  const folder = freshFolder();
  const ledger = await openLedger(folder, rules);
  while (ledger.height < height) {
    await ledger.commit(ledger.height, blockAfter(ledger.height, ledger.lastHash));
  }
  await ledger.close();
  return folder;
}

describe('the folder of a ledger', () => {
  it('is made where there is none, with those above it', async () => {
    const folder = ledgerFolder(join(freshFolder(), 'deep'), 'ch1');
    const ledger = await openLedger(folder, rules);
    expect(ledger.height).toBe(0n);
    await ledger.close();
    expect(folder.endsWith(join('deep', 'ch1'))).toBe(true);
  });

  it('LEDG-50: is as it was after an orderly end', async () => {
    const folder = await ledgerOf(4n);
    const ledger = await openLedger(folder, rules);
    expect(ledger.height).toBe(4n);
    expect(await ledger.value('cc', 'shared')).toBeDefined();
    await ledger.close();
  });

  it('LEDG-64: in use by another is said so', async () => {
    const folder = freshFolder();
    const ledger = await openLedger(folder, rules);
    expect(await mistakeOf(openLedger(folder, rules))).toBe(
      `ledger folder ${folder} is in use by another process: stop that one, or name another folder`,
    );
    await ledger.close();
  });

  it('LEDG-64: a file is no folder', async () => {
    const file = freshFolder();
    writeFileSync(file, 'x');
    const said = await mistakeOf(openLedger(file, rules));
    expect(said).toContain(`ledger folder ${file} cannot be opened`);
    expect(said).toContain('It has to be a folder that this user may read and write');
    const below = await mistakeOf(openLedger(join(file, 'ch1'), rules));
    expect(below).toContain('cannot be opened');
  });

  it('LEDG-59, LEDG-64: of another channel is said so', async () => {
    const folder = await ledgerOf(2n);
    expect(await mistakeOf(openLedger(folder, { ...rules, channel: 'ch2' }))).toBe(
      `ledger folder ${folder} belongs to channel ch1, not to ch2 (LEDG-59). Name another folder, or move this one away`,
    );
    // It was closed again.
    const ledger = await openLedger(folder, rules);
    expect(ledger.height).toBe(2n);
    await ledger.close();
  });

  it('LEDG-64: a database that is not one any more is said so', async () => {
    const folder = await ledgerOf(2n);
    writeFileSync(join(folder, 'CURRENT'), 'MANIFEST-999999\n');
    expect(await mistakeOf(openLedger(folder, rules))).toMatch(
      /^ledger folder \S+ (is damaged|cannot)/,
    );
  });

  it('LEDG-57, LEDG-58: a gap that LevelDB does not see is found, and the blocks before it are served', async () => {
    const folder = await ledgerOf(80n);
    const [log] = readdirSync(folder).filter((name) => name.endsWith('.log'));
    const bytes = readFileSync(join(folder, log!));
    // In the middle: LevelDB drops what it cannot read of its log, and goes on behind it.
    expect(bytes.length).toBeGreaterThan(3 * 32_768);
    bytes.fill(0xff, 40_000, 40_100);
    writeFileSync(join(folder, log!), bytes);
    const said = await mistakeOf(openLedger(folder, rules));
    const broken = Number(/block (\d+)/.exec(said)?.[1]);
    expect(said).toContain(`Blocks 0 to ${broken - 1} are sound`);
    const store = await openLevelStore(folder);
    expect((await readRange(store, nodeCrypto, 0n, 99n)).blocks).toHaveLength(broken);
    await store.close();
  });

  it('LEDG-I1: a torn end of the log is a commit that did not happen', async () => {
    const folder = await ledgerOf(5n);
    const [log] = readdirSync(folder).filter((name) => name.endsWith('.log'));
    const bytes = readFileSync(join(folder, log!));
    writeFileSync(join(folder, log!), bytes.subarray(0, bytes.length - 10));
    const ledger = await openLedger(folder, rules);
    expect(ledger.height).toBe(4n);
    await ledger.commit(4n, blockAfter(4n, ledger.lastHash));
    expect(ledger.height).toBe(5n);
    await ledger.close();
  });

  it('LEDG-59: that holds something else is refused', async () => {
    const folder = freshFolder();
    const store = await openLevelStore(folder);
    await store.write([{ key: 'x', value: Uint8Array.of(1) }]);
    await store.close();
    expect(await mistakeOf(openLedger(folder, rules))).toContain(
      'holds something that is no ledger',
    );
  });

  it('LEDG-61: without room is said so, and keeps what it has', async () => {
    const folder = freshFolder();
    mkdirSync(folder);
    // Files of this process may grow to 64 blocks of 1,024 bytes: the next write fails as on a full disk.
    const child = spawn(
      'bash',
      [
        '-c',
        `trap '' XFSZ; ulimit -f 64; exec "${process.execPath}" --import tsx test/support/committing-child.ts "${folder}" 1000`,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let out = '';
    let log = '';
    child.stdout.on('data', (more) => (out += more));
    child.stderr.on('data', (more) => (log += more));
    await new Promise((resolve) => child.once('close', resolve));
    expect(log).toContain(`ledger folder ${folder} cannot be written: IO error`);
    const reported = BigInt(out.trim().split('\n').at(-1)!);
    expect(reported).toBeGreaterThan(1n);
    const ledger = await openLedger(folder, rules);
    expect(ledger.height === reported || ledger.height === reported + 1n).toBe(true);
    await ledger.commit(ledger.height, blockAfter(ledger.height, ledger.lastHash));
    await ledger.close();
  });
});
