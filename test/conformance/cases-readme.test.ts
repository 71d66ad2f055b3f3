/** The table of behaviours names cases that there are. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CASES } from '../../conformance/registry.js';

const ids = CASES.map(({ id }) => id);
const chapters = [...new Set(ids.map((id) => id.split('/')[0]!))];
const named = [
  ...readFileSync('conformance/cases/README.md', 'utf8').matchAll(/`([a-z]+\/[a-z0-9*-]+)`/g),
].map(([, pattern]) => pattern!);
const matcher = (pattern: string): RegExp =>
  new RegExp(`^${pattern.split('*').join('[a-z0-9-]*')}$`);

describe('conformance/cases/README.md', () => {
  it('names patterns that fit a case', () => {
    const idle = named.filter((pattern) => !ids.some((id) => matcher(pattern).test(id)));
    expect(named.length).toBeGreaterThan(50);
    expect(idle).toEqual([]);
  });
  it('names cases of every chapter', () => {
    const missing = chapters.filter(
      (chapter) => !named.some((pattern) => pattern.startsWith(`${chapter}/`)),
    );
    expect(missing).toEqual([]);
  });
});
