/** `fabric-gossip machines` as a user meets it: what it prints, what it writes, how it ends. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';
import { rowsOf } from '../../src/machines/export/rows.js';
import { machines } from '../../src/machines/index.js';

let out = '';
let err = '';
async function run(...args: string[]): Promise<number> {
  out = '';
  err = '';
  const write = (keep: (text: string) => void) => (text: string | Uint8Array) => {
    keep(String(text));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(
    write((text) => {
      out += text;
    }),
  );
  vi.spyOn(process.stderr, 'write').mockImplementation(
    write((text) => {
      err += text;
    }),
  );
  try {
    return await main(['machines', ...args]);
  } finally {
    vi.restoreAllMocks();
  }
}

const folders: string[] = [];
const folder = () => {
  folders.push(mkdtempSync(join(tmpdir(), 'machines-')));
  return folders.at(-1)!;
};
afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

describe('machines', () => {
  it('lists every machine with its chapter', async () => {
    expect(await run()).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(machines.length);
    expect(out).toMatch(/^member +spec\/05-membership\.md$/m);
  });

  it('shows the rows of a named machine', async () => {
    expect(await run('member')).toBe(0);
    expect(out).toContain('| MEMB-R1 | `unknown` | `alive.received` | — | `alive` |');
  });

  it.each(['mermaid', 'svg', 'scxml', 'json', 'table'])(
    'prints one machine as %s',
    async (form) => {
      expect(await run('member', '--format', form)).toBe(0);
      expect(out).toContain('alive.received');
    },
  );

  it('prints rows for a program', async () => {
    expect(await run('member', 'emitter', '--json')).toBe(0);
    const [member, emitter] = JSON.parse(out);
    expect(member).toMatchObject({ name: 'member', initial: 'unknown' });
    const { machine } = machines.find(({ name }) => name === 'emitter')!;
    expect(emitter.rows).toEqual(rowsOf(machine));
  });

  it('writes one file for each machine', async () => {
    const dir = join(folder(), 'pictures');
    expect(await run('--format', 'svg', '--out', dir)).toBe(0);
    expect(readdirSync(dir).sort()).toEqual(machines.map(({ name }) => `${name}.svg`).sort());
    expect(readFileSync(join(dir, 'member.svg'), 'utf8')).toMatch(/^<svg /);
  });

  it('explains itself with an example', async () => {
    expect(await run('--help')).toBe(0);
    expect(out).toContain('fabric-gossip machines member --format table');
  });

  it.each([
    ['an unknown machine', ['nobody'], 'There is no machine "nobody". Machines: '],
    ['an unknown format', ['--format', 'png'], 'Allowed choices are table, mermaid, svg'],
    ['several machines in one stream', ['--format', 'svg'], 'name one, or give --out DIR'],
    ['--json together with --format', ['--json', '--format', 'svg'], 'goes with neither'],
    ['an unknown option', ['--fast'], "unknown option '--fast'"],
  ])('answers %s with status 64 and no stack trace', async (_, args, message) => {
    expect(await run(...args)).toBe(64);
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n {4}at /);
  });

  it('answers a directory that cannot be written with status 64', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    expect(await run('member', '--out', join(file, 'below'))).toBe(64);
    expect(err).toMatch(/cannot write to --out .*ENOTDIR/);
  });
});
