import { describe, expect, it } from 'vitest';
import { originOf } from '../../../interop/fabric/build/source.js';
import { isOlder, tagOf } from '../../../interop/fabric/build/version.js';

describe('a version of Fabric', () => {
  it('is a tag, with v or without', () => {
    expect(['3.1.5', 'v3.1.5', '3.0.0-rc1'].map(tagOf)).toEqual(['v3.1.5', 'v3.1.5', 'v3.0.0-rc1']);
  });

  it.each(['latest', '3.1', '', '3.1.5; rm', '--upload-pack=x'])('is not %j', (text) => {
    expect(() => tagOf(text)).toThrow(
      `--version ${text}: expected a version of Fabric, as in 3.1.5`,
    );
  });
});

it.each([
  ['1.9', '1.10', true],
  ['1.26', '1.26.4', true],
  ['1.26.4', '1.26.4', false],
  ['1.26.4', '1.26', false],
  ['1.27', '1.26.4', false],
  ['2.0', '1.26.4', false],
])('Go %s is older than %s: %s', (one, other, older) => {
  expect(isOlder(one, other)).toBe(older);
});

it.each([
  ['https://github.com/hyperledger/fabric', false],
  ['git@github.com:hyperledger/fabric.git', false],
  ['file:///opt/fabric', true],
])('%s is a repository', (url, isNear) => {
  expect(originOf(url)).toEqual({ kind: 'repository', url, isNear });
});
