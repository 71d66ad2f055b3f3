/** The rules of test/tidy.test.ts, each on a planted fault and on something that only looks like one. */
import { describe, expect, it } from 'vitest';
import { badHeadings, brokenLinks, wideLines } from '../../tools/tidy/markdown.js';
import { forbiddenForms, impurities, wrongImports } from '../../tools/tidy/source.js';

const source = (path: string, text: string) => ({ path, text });

describe('purity', () => {
  it.each([
    'const now = Date.now();',
    'const now = new Date();',
    'const x = Math.random();',
    'performance.now();',
    'setTimeout(f, 1);',
    'Buffer.from([]);',
    'process.exit(1);',
    'f({ ...process.env });',
    'window.open(url);',
    "console.log('x');",
    "import { readFileSync } from 'node:fs';",
    "const fs = await import('node:fs');",
  ])('refuses %s', (text) => {
    expect(impurities(source('src/wire/a.ts', `\n${text}\n`))).toEqual([
      expect.stringMatching(/^src\/wire\/a\.ts:2 /),
    ]);
  });
  it.each([
    'const when = new Date(ms);',
    '// Date.now() is for hosts',
    '/* process.exit */',
    "const text = 'Math.random()';",
    'const processed = bufferOf(x);',
    'entry.window.get(number);',
    'const facts = { get window() { return 1; } };',
    "import { y } from './nodes.js';",
  ])('allows %s', (text) => {
    expect(impurities(source('src/wire/a.ts', text))).toEqual([]);
  });
});

describe('forms', () => {
  it.each(['export default 1;', 'enum A {}', 'export const enum A {}', 'export class A {}'])(
    'refuses %s',
    (text) => expect(forbiddenForms(source('src/rules/a.ts', text))).toHaveLength(1),
  );
});

describe('direction of imports', () => {
  const imports = (path: string, text: string) => wrongImports(source(path, text));
  it.each([
    ['src/wire/a.ts', "import { b } from '../rules/b.js';"],
    ['src/rules/a.ts', "import type { b } from '../peer/b.js';"],
    ['src/machines/a.machine.ts', "import { b } from './b.machine.js';"],
    ['src/peer/a.ts', "import { b } from '../adapters/b.js';"],
    ['src/simulator/a.ts', "import { b } from '../cli/b.js';"],
    ['src/peer/a.ts', "import {\n  b,\n} from '../../conformance/b.js';"],
    ['conformance/cases/a.ts', "import { b } from '../../src/rules/b.js';"],
    ['conformance/cases/a.ts', "export { b } from '../../src/peer/b.js';"],
    ['studio/page/a.tsx', "import { b } from '../../src/adapters/b.js';"],
    ['studio/run/a.ts', "import { b } from '../../src/cli/simulate/b.js';"],
  ])('refuses %s: %s', (path, text) => expect(imports(path, text)).toHaveLength(1));
  it.each([
    ['src/rules/a.ts', "import { b } from '../wire/b.js';"],
    ['src/machines/index.ts', "import { b } from './b.machine.js';"],
    ['src/cli/a.ts', "import { b } from '../../conformance/b.js';"],
    ['conformance/targets/a.ts', "import { b } from '../../src/peer/b.js';"],
    ['src/wire/a.ts', "import { setup } from 'xstate';"],
    ['conformance/cases/a.ts', "import type { b } from '../../src/peer/io.js';"],
    ['conformance/cases/a.ts', "import { b } from '../../src/wire/gen/b.js';"],
  ])('allows %s: %s', (path, text) => expect(imports(path, text)).toEqual([]));
});

describe('Markdown', () => {
  it('refuses two titles, none, and a skipped level', () => {
    expect(badHeadings(source('a.md', '# A\n\n# B\n'))).toHaveLength(1);
    expect(badHeadings(source('a.md', 'text\n'))).toEqual(['a.md has 0 titles, not one']);
    expect(badHeadings(source('a.md', '# A\n### C\n'))).toEqual(['a.md:2 skips a heading level']);
    expect(badHeadings(source('a.md', '# A\n## B\n```\n# no\n```\n### C\n## D\n'))).toEqual([]);
  });
  it('refuses links to files and headings that do not exist', () => {
    const files: Record<string, string> = { 'docs/b.md': '# B\n## Two Words: `x`\n', src: '' };
    const broken = (text: string) => brokenLinks(source('docs/a.md', text), (path) => files[path]);
    expect(broken('[b](b.md) [b](./b.md#two-words-x) [s](../src) [w](https://x.org/y)')).toEqual(
      [],
    );
    expect(broken('[c](c.md)')).toHaveLength(1);
    expect(broken('[b](b.md#three)')).toHaveLength(1);
    expect(broken('`[c](c.md)`')).toEqual([]);
  });
  it('refuses wide lines, but not tables', () => {
    const wide = 'a '.repeat(60);
    expect(wideLines(source('a.md', wide), 100)).toEqual(['a.md:1 has 120 columns']);
    expect(wideLines(source('a.md', `| ${wide} |`), 100)).toEqual([]);
  });
});
