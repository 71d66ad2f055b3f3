import { describe, expect, it } from 'vitest';
import { type HandshakeFacts, handshakeValidity } from '../../src/rules/handshake.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';
import { earlyReads } from '../support/facts-read.js';

const table = tableIn('spec/04-link.md', 'handshake-validity');

describe('handshake-validity: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('LINK-6: equals the rule', () =>
    expect(disagreements<HandshakeFacts>(table, handshakeValidity)).toEqual([]));
  it('LINK-6: looks at nothing right of the first failing condition', () =>
    expect(earlyReads<HandshakeFacts>(table, handshakeValidity)).toEqual([]));
});

describe('handshake-validity: clauses', () => {
  const good: HandshakeFacts = {
    content: 'conn',
    pkiId: 'present',
    identity: 'admitted',
    tlsHash: 'equal',
    signature: 'valid',
    probe: 'fitting',
  };
  it('LINK-6: accepts with and without TLS', () => {
    expect(handshakeValidity(good).verdict).toBe('accept');
    expect(handshakeValidity({ ...good, tlsHash: 'unused' }).verdict).toBe('accept');
  });
  it('LINK-22: tag, nonce and channel are no facts', () =>
    expect(table.conditions.map(({ name }) => name)).toEqual(Object.keys(good)));
  it('LINK-16: an acceptor that sets probe is rejected, with a reason', () =>
    expect(handshakeValidity({ ...good, probe: 'unfitting' })).toEqual({
      verdict: 'reject',
      clause: 'LINK-D6',
      reason: 'the acceptor asks for a probe',
    }));
});
