/**
 * A process that commits into LevelDB is killed with SIGKILL, again and again, upon one folder: at a number
 * of reported commits that is drawn, so at no particular place of the next commit. LEDGER_KILLS says how
 * often.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { openLedger } from '../../../src/adapters/ledger/open-ledger.js';
import { createMemoryLedger } from '../../../src/ledger/memory-ledger.js';
import { blockAfter } from '../../support/endless-chain.js';

const KILLS = Number(process.env.LEDGER_KILLS ?? 50);
const COMMITS_MAX = 12;
const rules = { crypto: nodeCrypto, channel: 'ch1' };
const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-kill-'));
const program = join(folder, 'committing-child.mjs');
const ledgerFolder = join(folder, 'ledger');

beforeAll(async () => {
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  await build({
    entryPoints: ['test/support/committing-child.ts'],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    // It loads a binary that lies beside it.
    external: ['classic-level'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the child until it has reported `commits` heights beyond the first, then kills it. */
function runAndKill(commits: number): Promise<{ first: bigint; last: bigint; signal: unknown }> {
  const child: ChildProcess = spawn(process.execPath, [program, ledgerFolder, '1000000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let text = '';
    const heights = () => text.split('\n').slice(0, -1).map(BigInt);
    child.stdout!.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (heights().length > commits) child.kill('SIGKILL');
    });
    child.once('error', reject);
    child.once('close', (_, signal) => {
      const reported = heights();
      resolve({ first: reported[0]!, last: reported.at(-1)!, signal });
    });
  });
}

/** A small generator, so that a failure can be repeated. */
function* draws(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe(`a ledger whose process is killed ${KILLS} times`, () => {
  it('LEDG-I1, LEDG-I3, LEDG-I4, LEDG-63: has what was reported, goes on, and comes to the same commit hash', async () => {
    let height = 0n;
    const random = draws(1);
    for (let kill = 0; kill < KILLS; kill++) {
      const commits = Math.floor(random.next().value! * COMMITS_MAX);
      const { first, last, signal } = await runAndKill(commits);
      expect([kill, signal]).toEqual([kill, 'SIGKILL']);
      // Everything that was reported before, or one more.
      expect([kill, first === height || first === height + 1n]).toEqual([kill, true]);
      height = last;
    }

    const ledger = await openLedger(ledgerFolder, rules);
    try {
      expect(ledger.height === height || ledger.height === height + 1n).toBe(true);
      const blocks = await ledger.read(0n, ledger.height);
      expect(blocks.map(({ number }) => number)).toEqual(
        Array.from({ length: Number(ledger.height) }, (_, i) => BigInt(i)),
      );
      for (let more = 0; more < 5; more++) {
        await ledger.commit(ledger.height, blockAfter(ledger.height, ledger.lastHash));
      }
      const undisturbed = createMemoryLedger({ ...rules, keptBlocksMax: 1 });
      while (undisturbed.height < ledger.height) {
        const { height, lastHash } = undisturbed;
        expect(undisturbed.commit(height, blockAfter(height, lastHash)).verdict).toBe('accept');
      }
      expect(ledger.commitHash).toBe(undisturbed.commitHash);
      expect(ledger.lastHash).toEqual(undisturbed.lastHash);
      expect(await ledger.value('cc', 'shared')).toEqual(undisturbed.value('cc', 'shared'));
    } finally {
      await ledger.close();
    }
  }, 120_000);
});
