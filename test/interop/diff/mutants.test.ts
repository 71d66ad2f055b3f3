/** The comparison finds what is wrong: the reference against itself with one fault, both in process. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Found } from '../../../interop/fabric/diff/mutants.js';

/** Each with the number of a script that shows it; if that one does no more, others are tried. */
const FAULTS: Readonly<Record<string, number>> = {
  'membership/tells-everybody-its-secret': 3,
  'membership/answers-requests-for-others': 11,
  'membership/lists-no-dead': 1,
  'membership/every-other-timestamp-is-newer': 9,
  'membership/silent-member-never-dies': 10,
  'membership/verifies-no-alive-message': 0,
  'channel/stateinfo-signature-unseen': 41,
  'push/foreign-alive-told-to-third-organisation': 7,
  'pull/item-signature-unseen': 8,
  'link/verifies-no-handshake': 1,
};

const found = new Map<string, Found>();
beforeAll(async () => {
  const faults = Object.entries(FAULTS).map(([id, script]) => `${id}=${script}`);
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    'interop/fabric/diff/mutants.ts',
    ...faults,
  ]);
  for (const line of stdout.trim().split('\n')) {
    const result = JSON.parse(line) as Found;
    found.set(result.id, result);
  }
}, 180_000);

describe('the same scripts', () => {
  it('show no difference of the reference from itself', () => {
    expect(found.get('reference')).toEqual({ id: 'reference' });
  });
  it.each(Object.keys(FAULTS))('show that it %s', (id) => {
    const { script, difference } = found.get(id)!;
    expect(script).toBeTypeOf('number');
    expect(difference!.reference.length + difference!.fabric.length).toBeGreaterThan(0);
  });
});
