/** Requests that a peer under control is given, good and bad. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerTo, type Controlled } from '../../src/cli/peer/control.js';

function controlled(): { readonly log: string[]; readonly on: Controlled } {
  const log: string[] = [];
  const member = {
    instance: { state: 0, entity: {} },
    endpoint: 'b:1',
    internalEndpoint: '',
    timestamp: { incNum: 2n ** 63n, seqNum: 7n },
    lastSeenMs: 5,
  };
  const peer = {
    config: {
      pkiHex: 'aa',
      mspId: 'Org1MSP',
      endpoint: 'a:1',
      externalEndpoint: '',
      profile: 'hardened',
    },
    state: { members: new Map([['bb', member]]) },
  };
  const on = {
    peer,
    listen: 'a:1',
    link: (endpoint: string) => log.push(`link ${endpoint}`),
    stop: () => log.push('stop'),
  };
  return { log, on: on as unknown as Controlled };
}
const ask = (line: string) => {
  const { log, on } = controlled();
  return { ...answerTo(line, on), log };
};

describe('control', () => {
  it('answers queries, 64-bit numbers as text', () => {
    expect(ask('{"id":1,"query":"membership"}')).toMatchObject({
      re: 1,
      value: [{ pkiId: 'bb', endpoint: 'b:1', incNum: '9223372036854775808', seqNum: '7' }],
    });
    expect(ask('{"id":"x","query":"self"}')).toMatchObject({
      re: 'x',
      value: { pkiId: 'aa', listen: 'a:1' },
    });
  });

  it('links and stops', () => {
    expect(ask('{"id":1,"link":"b:1"}')).toEqual({ re: 1, value: true, log: ['link b:1'] });
    expect(ask('{"id":1,"stop":true}')).toEqual({ re: 1, value: true, log: ['stop'] });
  });

  it.each([
    ['{"id":1,"query":"height"}', { re: 1, unsupported: 'query "height"' }],
    ['{"id":1,"frobnicate":1}', { re: 1, unsupported: 'frobnicate' }],
    ['{"id":1,"link":"nowhere"}', { re: 1, error: 'link: expected "host:port", got "nowhere"' }],
    ['{"id":1}', { re: 1, error: 'expected one of query, link, stop beside id' }],
    ['[1]', { re: null, error: 'expected a JSON object' }],
    ['nonsense', { re: null, error: 'expected one JSON object a line' }],
  ])('refuses %s and does nothing', (line, answer) =>
    expect(ask(line)).toEqual({ ...answer, log: [] }),
  );

  it('answers any line with one JSON object', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        const { log: _, ...answer } = ask(line);
        expect(JSON.parse(JSON.stringify(answer))).toHaveProperty('re');
      }),
    );
  });
});
