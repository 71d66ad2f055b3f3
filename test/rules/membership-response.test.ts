import { describe, expect, it } from 'vitest';
import {
  type ResponseAliveFacts,
  type ResponseDeadFacts,
  responseAlive,
  responseDead,
} from '../../src/rules/membership-response.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';
import { earlyReads } from '../support/facts-read.js';

const alive = tableIn('spec/05-membership.md', 'response-alive');
const dead = tableIn('spec/05-membership.md', 'response-dead');

describe('response-alive: decision table', () => {
  it('is complete', () => expect(flawsIn(alive)).toEqual([]));
  it('MEMB-36: equals the rule', () =>
    expect(disagreements<ResponseAliveFacts>(alive, responseAlive)).toEqual([]));
  it('MEMB-36: looks at nothing right of the first deciding condition', () =>
    expect(earlyReads<ResponseAliveFacts>(alive, responseAlive)).toEqual([]));
});

describe('response-dead: decision table', () => {
  it('is complete', () => expect(flawsIn(dead)).toEqual([]));
  it('MEMB-37: equals the rule', () =>
    expect(disagreements<ResponseDeadFacts>(dead, responseDead)).toEqual([]));
  it('MEMB-37: looks at nothing right of the first deciding condition', () =>
    expect(earlyReads<ResponseDeadFacts>(dead, responseDead)).toEqual([]));
});
