/**
 * The part of the style that a program can judge: purity of the core, direction of imports, sizes,
 * Markdown. The rules themselves are in tools/tidy and have tests of their own (test/tools).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { badHeadings, brokenLinks, wideLines } from '../tools/tidy/markdown.js';
import {
  forbiddenForms,
  impurities,
  isCore,
  type Source,
  wrongImports,
} from '../tools/tidy/source.js';

/** Longer than the limit for a reason. */
const LONG_FILES: readonly string[] = [];
const LINES_MAX = 300;

/** Every file of the project that is not ignored, committed or not. */
const paths = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(path));

const load = (path: string): Source => ({ path, text: readFileSync(path, 'utf8') });
const isGenerated = (path: string) =>
  /^src\/wire\/gen\//.test(path) || path === 'package-lock.json';
const typescript = paths.filter((p) => /\.tsx?$/.test(p) && !isGenerated(p)).map(load);
const markdown = paths.filter((path) => path.endsWith('.md')).map(load);
const core = typescript.filter(({ path }) => isCore(path));

function read(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  return statSync(path).isDirectory() ? '' : readFileSync(path, 'utf8');
}

describe('core', () => {
  it('knows no clock, no chance, no place', () => {
    expect(core.flatMap(impurities)).toEqual([]);
  });
  it('has no default exports, enums or classes', () => {
    expect(core.flatMap(forbiddenForms)).toEqual([]);
  });
});

describe('imports', () => {
  it('go one way, and the judge shares no logic with the judged', () => {
    expect(typescript.flatMap(wrongImports)).toEqual([]);
  });
});

describe('files', () => {
  it(`have at most ${LINES_MAX} lines`, () => {
    const long = typescript
      .filter(({ path }) => /^(src|conformance|studio|tools|bench)\//.test(path))
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ path, lines }) => lines > LINES_MAX && !LONG_FILES.includes(path));
    expect(long).toEqual([]);
  });
  it('name no place on somebody’s machine', () => {
    const place = /(?<![\w.])\/(?:home|Users|root|work|var\/folders)\/[A-Za-z0-9._-]+/;
    const named = paths
      .filter((path) => /\.(ts|js|mjs|md|json|ya?ml|sh|proto|txt)$|^\.ci\/|^NOTICE$/.test(path))
      .filter((path) => !isGenerated(path) && path !== 'test/tidy.test.ts')
      .filter((path) => place.test(readFileSync(path, 'utf8')));
    expect(named).toEqual([]);
  });
});

describe('Markdown', () => {
  it('has one title for each file and skips no heading level', () => {
    expect(markdown.flatMap(badHeadings)).toEqual([]);
  });
  it('links only to what exists', () => {
    expect(markdown.flatMap((source) => brokenLinks(source, read))).toEqual([]);
  });
  it('keeps the specification within 100 columns', () => {
    const spec = markdown.filter(({ path }) => path.startsWith('spec/'));
    expect(spec.flatMap((source) => wideLines(source, 100))).toEqual([]);
  });
});
