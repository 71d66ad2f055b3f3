/** What the programs of bench/ and tools/check-models.ts say when asked for help, or for what there is not. */
import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const run = (program: string, ...words: readonly string[]) =>
  new Promise<{ status: number | null; out: string; said: string }>((resolve) => {
    const args = ['--import', 'tsx', program, ...words];
    const child = execFile(process.execPath, args, (_, out, said) =>
      resolve({ status: child.exitCode, out, said }),
    );
  });

const [bench, check] = ['bench/index.ts', 'bench/check/index.ts'];
const [reproduce, models] = ['bench/reproduce/index.ts', 'tools/check-models.ts'];

describe('help', () => {
  it.each([
    [bench, '--help', 'npm run bench -- network 300'],
    [check, '-h', 'npm run bench:check -- --size 7,9 --others 7'],
    [reproduce, '--help', 'npm run reproduce -- --quick --only push'],
    [models, '-h', 'npm run check:models -- membership transfer'],
  ])('of %s has examples', async (program, word, example) => {
    const { status, out, said } = await run(program, word);
    expect([status, said]).toEqual([0, '']);
    expect(out).toMatch(/^Usage: npm run /);
    expect(out).toContain(example);
  });
});

describe('wrong usage', () => {
  it.each([
    [bench, '--sizes', 'allowed: --help'],
    [bench, 'netwrok 100', 'expected codec, mutation'],
    [bench, 'operator 1 9', 'trouble: expected 0 to 4, got 9'],
    [bench, 'operator 1 1 1 1 1', 'expected minutes, trouble, seed and processes'],
    [check, '--sizes 3', 'allowed: --size, --others, --json, --help'],
    [check, '--size x', 'Expected some of 5,6,7,8,9'],
    [reproduce, '--only pull', 'push, times, overload'],
    [models, 'transfer memebrship', 'membership'],
  ])('of %s: %s', async (program, words, allowed) => {
    const { status, out, said } = await run(program, ...words.split(' '));
    expect([status, out]).toEqual([64, '']);
    expect(said).toMatch(/^error: .*\n$/);
    expect(said).toContain(allowed);
  });
});
