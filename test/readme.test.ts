/** The README's program runs as it stands there, against the built package. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the library example of the README prints what its comment says', () => {
  const readme = readFileSync('README.md', 'utf8');
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readme)!;
  const [, promised] = /console\.log\(.*\); \/\/ (.*)\n/.exec(code!)!;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', code!]);
  expect(String(printed).trim()).toBe(promised);
});
