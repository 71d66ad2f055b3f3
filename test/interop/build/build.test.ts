import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fabricReleases } from '../../../interop/fabric/binaries.js';
import { build } from '../../../interop/fabric/build/build.js';
import { originOf } from '../../../interop/fabric/build/source.js';
import { layFiles, layRepository } from './fabric-in-small.js';

const hasGo = spawnSync('go', ['version']).status === 0;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fabric-build-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const into = (): string => at('built/bin');

interface Asked {
  readonly source: string;
  readonly tag?: string;
  readonly again?: boolean;
  readonly path?: string;
  readonly signal?: AbortSignal;
}

async function built({ source, tag = 'v9.1.0', again = false, path, signal }: Asked) {
  const told: string[] = [];
  const done = await build({
    tags: [tag],
    origin: originOf(source),
    into: into(),
    again,
    environment: { ...process.env, ...(path !== undefined && { PATH: path }) },
    signal: signal ?? new AbortController().signal,
    told: (line) => told.push(line),
  });
  return { told, done };
}

/** A folder with these programs of the PATH and no others. */
function only(...programs: readonly string[]): string {
  const folderOf = at('programs');
  mkdirSync(folderOf);
  for (const program of programs) {
    const found = execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
    writeFileSync(join(folderOf, program), `#!/bin/sh\nexec ${found} "$@"\n`, { mode: 0o755 });
  }
  return folderOf;
}

/** Programs that answer as Go does, as far as it is asked before it compiles. */
function claiming(go: string): string {
  const folderOf = at('claiming');
  mkdirSync(folderOf);
  writeFileSync(join(folderOf, 'go'), `#!/bin/sh\necho ${go}\n`, { mode: 0o755 });
  return `${folderOf}:${process.env.PATH}`;
}

describe.skipIf(!hasGo)('a build', { timeout: 120_000 }, () => {
  it('of a tag makes a release that says its version and commit, and leaves no source', async () => {
    const source = layRepository(at('repo'), ['v9.1.0']);
    const commit = execFileSync('git', ['-C', source, 'rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
    }).trim();
    const { done } = await built({ source });
    expect(done).toEqual([{ version: 'v9.1.0', folder: join(into(), 'v9.1.0'), fresh: true }]);
    expect(await fabricReleases({}, into())).toEqual([
      {
        version: '9.1.0',
        line: '3.x',
        profile: 'fabric-3.1',
        peer: join(into(), 'v9.1.0/peer'),
        orderer: join(into(), 'v9.1.0/orderer'),
      },
    ]);
    expect(execFileSync(join(into(), 'v9.1.0/orderer'), { encoding: 'utf8' })).toBe(
      `orderer:\n Version: v9.1.0\n Commit SHA: ${commit}\n`,
    );
    const release = JSON.parse(readFileSync(join(into(), 'v9.1.0/release.json'), 'utf8'));
    expect(release).toMatchObject({ version: 'v9.1.0', commit });
    expect(existsSync(at('built/source/v9.1.0'))).toBe(false);
  });

  it('is not made twice, unless somebody asks for it', async () => {
    const source = layRepository(at('repo'), ['v9.1.0']);
    await built({ source });
    const mark = join(into(), 'v9.1.0/mark');
    writeFileSync(mark, '');
    const { done, told } = await built({ source });
    expect(done[0]!.fresh).toBe(false);
    expect(told).toEqual([`v9.1.0: was built before, in ${join(into(), 'v9.1.0')}`]);
    expect(existsSync(mark)).toBe(true);
    expect((await built({ source, again: true })).done[0]!.fresh).toBe(true);
    expect(existsSync(mark)).toBe(false);
  });

  it('of unpacked source happens where it lies, and leaves it there', async () => {
    const source = layFiles(at('unpacked'));
    await built({ source });
    expect(existsSync(join(into(), 'v9.1.0/release.json'))).toBe(true);
    expect(existsSync(join(source, 'go.mod'))).toBe(true);
  });

  it('of a checkout without the tag is that of the files in it, if they are of that version', async () => {
    const source = layRepository(at('repo'), []);
    await built({ source });
    expect(existsSync(join(into(), 'v9.1.0/release.json'))).toBe(true);
    expect(existsSync(join(source, '.git'))).toBe(true);
  });

  it('that fails tells the words of the compiler, and is no release', async () => {
    const source = layRepository(at('repo'), ['v9.1.0'], { 'cmd/peer/main.go': 'package mine\n%' });
    await expect(built({ source })).rejects.toMatchObject({
      name: 'ToolFailed',
      command: 'go build',
      tail: expect.arrayContaining([expect.stringContaining('main.go')]) as string[],
    });
    expect(await fabricReleases({}, into())).toEqual([]);
  });

  it('whose time is over says where it stood', async () => {
    const source = layRepository(at('repo'), ['v9.1.0']);
    const signal = AbortSignal.abort();
    await expect(built({ source, signal })).rejects.toMatchObject({
      name: 'ToolStopped',
      command: 'go env',
    });
  });
});

describe('a build that cannot be', () => {
  const refused = async (asked: Asked): Promise<unknown> => {
    const error = await built(asked).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: 'UserMistake' });
    expect(existsSync(join(into(), 'v9.1.0'))).toBe(false);
    return (error as Error).message;
  };

  it('says so where Go is missing, before it fetches anything', async () => {
    const source = layRepository(at('repo'), ['v9.1.0']);
    const path = only('git');
    expect(await refused({ source, path })).toMatch(/^go: expected the Go tools on the PATH/);
    expect(existsSync(at('built'))).toBe(false);
  });

  it('says so where git is missing', async () => {
    const source = layRepository(at('repo'), ['v9.1.0']);
    const path = at('claiming');
    claiming('go1.99.1');
    expect(await refused({ source, path })).toMatch(/^git: expected git on the PATH, or --source/);
  });

  it('says which Go is asked for if the one here is older', async () => {
    const source = layFiles(at('unpacked'));
    const path = claiming('go1.9.7');
    expect(await refused({ source, path })).toBe(
      'go: Fabric v9.1.0 asks for Go 1.20 or newer, here is 1.9.7',
    );
  });

  it('says so where the repository has no such tag', async () => {
    const source = layRepository(at('repo'), ['v9.1.0']);
    const path = claiming('go1.99.1');
    const message = await refused({ source, path, tag: 'v9.2.0' });
    expect(message).toBe(`--source file://${source}: has no tag v9.2.0`);
  });

  it('says so where a repository cannot be reached, and what helps', async () => {
    // Port 1 of this machine: refused at once.
    const path = claiming('go1.99.1');
    const message = await refused({ source: 'http://127.0.0.1:1/fabric', path });
    expect(message).toMatch(/^--source http:\/\/127\.0\.0\.1:1\/fabric: could not be had: fatal: /);
    expect(message).toMatch(/without a network, --source or FABRIC_SOURCE names a copy/);
  });

  it('says which version unpacked source is of', async () => {
    const source = layFiles(at('unpacked'));
    const path = claiming('go1.99.1');
    expect(await refused({ source, path, tag: 'v9.2.0' })).toBe(
      `--source ${source}: expected the source of Fabric v9.2.0, but it is v9.1.0`,
    );
    mkdirSync(at('else'));
    expect(await refused({ source: at('else'), path })).toMatch(/but that is no source of Fabric$/);
  });

  it('says what a source may be', () => {
    expect(() => originOf(at('nothing'))).toThrow(
      /expected the URL of a git repository, or a folder/,
    );
  });
});
