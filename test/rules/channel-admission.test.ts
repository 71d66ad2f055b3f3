import { describe, expect, it } from 'vitest';
import { type ChannelAdmissionFacts, channelAdmission } from '../../src/rules/channel-admission.js';
import { disagreements, flawsIn, occurring, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/09-channel.md', 'channel-admission');
const all = () => occurring(table) as unknown as ChannelAdmissionFacts[];
const admits = (facts: ChannelAdmissionFacts) => channelAdmission(facts).verdict === 'admit';

describe('channel-admission: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('CHAN-30: equals the rule', () =>
    expect(disagreements<ChannelAdmissionFacts>(table, channelAdmission)).toEqual([]));
});

describe('channel-admission: isolation', () => {
  it('CHAN-I1: nothing is admitted of a channel not joined, or from outside of it', () => {
    for (const facts of all())
      if (facts.channel === 'none' || facts.sender === 'outside' || facts.sender === 'unknown')
        expect(admits(facts)).toBe(false);
  });
  it('CHAN-I1: of a channel not joined, StateInfo from our organisation alone is kept', () => {
    for (const facts of all()) {
      const isKept = channelAdmission(facts).verdict === 'keepForeign';
      const { kind, channel, sender } = facts;
      expect(isKept).toBe(kind === 'stateInfo' && channel === 'none' && sender === 'ours');
    }
  });
  it('CHAN-I2: pull of blocks and leadership stay within the organisation', () => {
    for (const facts of all())
      if (facts.kind === 'blockPull' || facts.kind === 'leadership')
        if (facts.sender !== 'ours') expect(admits(facts)).toBe(false);
  });
  it('CHAN-27, CHAN-28: leaving changes what pull of blocks leads to, and nothing else', () => {
    for (const facts of all()) {
      if (facts.channel !== 'joined') continue;
      const after = admits({ ...facts, channel: 'left' });
      expect(after).toBe(facts.kind === 'blockPull' ? false : admits(facts));
    }
  });
});
