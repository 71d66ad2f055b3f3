import { describe, expect, it } from 'vitest';
import { type FrameFacts, judgeFrame } from '../../src/rules/frame.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/08-framing.md', 'frame');

describe('frame: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('FRAM-6, FRAM-7: equals the rule', () =>
    expect(disagreements<FrameFacts>(table, judgeFrame)).toEqual([]));
});
