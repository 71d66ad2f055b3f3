/**
 * The example of docs/checker.md does what stands below it, with what the package gives its users. Its types are
 * checked where it stands as a file.
 */
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => vi.restoreAllMocks());

describe('machines of a user', () => {
  it('are explored as docs/checker.md says', async () => {
    const section = readFileSync('docs/checker.md', 'utf8').split(
      '\n## Machines of your own\n',
    )[1]!;
    const [, code, output] = /```ts\n(.*?)```\n\n```\n(.*?)```/s.exec(section)!;
    const [, file] = readFileSync('examples/checker/lock.ts', 'utf8').split(' want it. */\n');
    expect(file).toBe(code);
    const entry = JSON.parse(readFileSync('package.json', 'utf8')).exports['./checker'] as string;
    const source = entry.replace('./dist/', './').replace('.js', '.ts');
    const bundle = await build({
      stdin: { contents: code!, resolveDir: process.cwd(), loader: 'ts' },
      alias: { 'fabric-gossip/checker': source },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
    });
    const printed: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((line: string) => printed.push(line));
    const script = Buffer.from(bundle.outputFiles[0]!.text).toString('base64');
    await import(/* @vite-ignore */ `data:text/javascript;base64,${script}`);
    expect(`${printed.join('\n')}\n`).toBe(output);
  }, 60_000);
});
