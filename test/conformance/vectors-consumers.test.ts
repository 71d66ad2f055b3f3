/**
 * The consumers of the vectors in other languages: they agree with all that they judge, and find what
 * is wrong. A language that is not installed here is skipped; continuous integration has both.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Vector, VectorKind } from '../../conformance/vectors/vector.js';
import { writeVectors } from '../../conformance/vectors/write.js';

const TIMEOUT_MS = 120_000;
const examples = fileURLToPath(new URL('../../examples/vectors', import.meta.url));
const OFFLINE = { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod', GOPROXY: 'off' };

const LANGUAGES = [
  { name: 'Python', command: ['python3', '-B', join(examples, 'python/judge.py')] },
  { name: 'Go', command: ['go', 'run', '-C', join(examples, 'go'), '.'] },
] as const;

const KINDS: readonly VectorKind[] = [
  'signature',
  'identity',
  'handshake',
  'tag',
  'alive',
  'block',
  'pull',
];

const folder = mkdtempSync(join(tmpdir(), 'vectors-'));
beforeAll(async () => {
  const origin = { seed: 'consumers', suiteVersion: '0.0.0', specRevision: 1 };
  await writeVectors(folder, origin, KINDS);
});
afterAll(() => rmSync(folder, { recursive: true }));

const judge = ([program, ...args]: readonly [string, ...string[]], vectors = folder) => {
  const options = { encoding: 'utf8', env: { ...process.env, ...OFFLINE } } as const;
  return spawnSync(program, [...args, vectors], options);
};

const isInstalled = (program: string): boolean =>
  spawnSync(program, [program === 'go' ? 'version' : '--version']).status === 0;

/** One of each kind that the consumers judge, and one that is to be accepted. */
const PLANTED: readonly string[] = [
  'signature/high-s-rejected',
  'signature/bytes-after-the-sequence-accepted',
  'identity/under-another-pki-id-rejected',
  'handshake/relayed-rejected',
  'tag/block-with-tag-empty-rejected',
  'alive/signed-by-its-sender-rejected',
  'block/with-other-data-rejected',
];

/** Runs with the files of these kinds changed, and puts them back. */
function withFiles<T>(
  kinds: readonly VectorKind[],
  change: (file: { vectors: Vector[] }) => void,
  run: () => T,
): T {
  const files = kinds.map((kind) => {
    const path = join(folder, `${kind}.json`);
    return { path, text: readFileSync(path, 'utf8') };
  });
  for (const { path, text } of files) {
    const file = JSON.parse(text);
    change(file);
    writeFileSync(path, JSON.stringify(file));
  }
  try {
    return run();
  } finally {
    for (const { path, text } of files) writeFileSync(path, text);
  }
}

describe.each(LANGUAGES)('the consumer in $name', ({ command }) => {
  const test = it.skipIf(!isInstalled(command[0]));

  test(
    'agrees with what it judges, and says how much it does not judge',
    () => {
      const { stdout, status } = judge(command);
      const [, agree, disagree, not] = /^(\d+) agree, (\d+) disagree, (\d+) not judged$/m
        .exec(stdout)!
        .map(Number);
      expect(disagree).toBe(0);
      expect(agree).toBeGreaterThan(190);
      expect(not).toBeGreaterThan(0);
      expect(status).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    'finds every wrong verdict that is planted',
    () => {
      const planted = (file: { vectors: Vector[] }) => {
        for (const vector of file.vectors as { id: string; verdict?: string }[])
          if (PLANTED.includes(vector.id))
            vector.verdict = vector.verdict === 'accept' ? 'reject' : 'accept';
      };
      const { stdout, status } = withFiles(KINDS, planted, () => judge(command));
      for (const id of PLANTED) expect(stdout).toContain(`${id}: `);
      expect(stdout).toContain(` ${PLANTED.length} disagree,`);
      expect(status).toBe(1);
    },
    TIMEOUT_MS,
  );

  test(
    'refuses a file in which vectors are missing',
    () => {
      const { status } = withFiles(
        ['tag'],
        (file) => file.vectors.pop(),
        () => judge(command),
      );
      expect(status).toBe(1);
    },
    TIMEOUT_MS,
  );

  test(
    'says that a folder has no vectors, in one line',
    () => {
      const { status, stderr } = judge(command, join(folder, 'nowhere'));
      expect(status).toBe(1);
      expect(stderr).toContain('index.json');
      expect(stderr).not.toMatch(/Traceback|goroutine/);
    },
    TIMEOUT_MS,
  );
});
