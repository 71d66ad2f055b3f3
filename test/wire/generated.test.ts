/** The committed output of the generator is that of the committed definitions, wherever buf runs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { afterAll, describe, expect, it } from 'vitest';

const buf = 'node_modules/.bin/buf';
const runs = spawnSync(buf, ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-gen-'));
afterAll(() => rmSync(folder, { recursive: true }));

const filesIn = (root: string) =>
  Object.fromEntries(
    globSync('**/*.ts', { cwd: root })
      .sort()
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  );

describe.skipIf(!runs)('src/wire/gen', () => {
  it('is what buf generates from proto/', () => {
    const path = `${join(process.cwd(), 'node_modules/.bin')}:${process.env.PATH}`;
    const env = { ...process.env, PATH: path };
    const { status, stderr } = spawnSync(buf, ['generate', '--output', folder], { env });
    expect(status, stderr.toString()).toBe(0);
    expect(filesIn(join(folder, 'src/wire/gen'))).toEqual(filesIn('src/wire/gen'));
  });
});
