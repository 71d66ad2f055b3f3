import { describe, expect, it } from 'vitest';
import { type ContactFacts, contact, isEndpoint, isOwnEndpoint } from '../../src/rules/contact.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/05-membership.md', 'contact');

describe('contact: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('MEMB-30: equals the rule', () =>
    expect(disagreements<ContactFacts>(table, contact)).toEqual([]));
});

describe('contact: endpoints', () => {
  it.each(['host:0', 'peer0.org1.example.com:7051', '127.0.0.1:65535', 'p:00080'])(
    'MEMB-45: %s is an endpoint',
    (text) => expect(isEndpoint(text)).toBe(true),
  );
  it.each([
    '',
    ':',
    'host',
    'host:',
    ':7051',
    'host:65536',
    'host:-1',
    'host:1.5',
    'host:1e3',
    'host: 1',
    'host:1 ',
    'host:x',
    'host:1:2',
    '[::1]:7051',
    'host:7051:',
  ])('MEMB-45: "%s" is none', (text) => expect(isEndpoint(text)).toBe(false));

  const own = { internal: 'p1.org:7051', external: 'ext.org:8051' };
  it.each(['p1.org:7051', 'ext.org:8051', '127.0.0.1:7051', 'localhost:7051'])(
    'MEMB-34: %s is our own',
    (endpoint) => expect(isOwnEndpoint(endpoint, own)).toBe(true),
  );
  it.each([
    'p2.org:7051',
    'p1.org:7052',
    '127.0.0.1:8051',
    'localhost:8051',
    '127.0.0.1:70',
    '127.0.0.2:7051',
    '',
  ])('MEMB-34: %s is not', (endpoint) => expect(isOwnEndpoint(endpoint, own)).toBe(false));
});
