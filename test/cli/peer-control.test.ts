/** Requests that a peer under control is given, good and bad. */

import { describe, expect, it } from 'vitest';
import { answerTo, type Controlled } from '../../src/cli/peer/control.js';
import { fc } from '../support/drawing.js';

const REJECTED = {
  clause: 'MEMB-D7',
  reason: 'the signature is not its author’s',
  message: 'aliveMsg',
  sender: 'a58a',
  author: '8a6e',
  atMs: 99_000,
};

function controlled(): { readonly log: string[]; readonly on: Controlled } {
  const log: string[] = [];
  const member = {
    instance: { state: 0, entity: {} },
    endpoint: 'b:1',
    internalEndpoint: '',
    timestamp: { incNum: 2n ** 63n, seqNum: 7n },
    lastSeenMs: 5,
  };
  const channel = {
    name: 'ch1',
    height: 2n ** 63n,
    lastHash: Uint8Array.of(0xab),
    hasLeft: false,
    stateInfos: new Map([
      ['aa', { height: 2n, hasLeft: false }],
      ['bb', { height: 1n, hasLeft: false }],
    ]),
    election: {
      leads: false,
      heard: new Map([
        ['bb', { declaredMs: 90_000 }],
        ['dd', { declaredMs: 95_000 }],
      ]),
    },
  };
  const peer = {
    config: {
      leadership: 'election',
      parameters: { leaderAliveThreshold: 10_000 },
      pkiHex: 'aa',
      mspId: 'Org1MSP',
      endpoint: 'a:1',
      externalEndpoint: '',
      profile: 'hardened',
    },
    state: { members: new Map([['bb', member]]), channels: new Map([['ch1', channel]]) },
  };
  const ledger = {
    commitHash: 'cc',
    height: 4n,
    read: async (from: bigint) =>
      from < 4n ? [{ number: from, bytes: Uint8Array.of(Number(from), Number(from)) }] : [],
    value: async (namespace: string, key: string) =>
      namespace === 'kv' && key === 'a' ? new TextEncoder().encode('1') : undefined,
  };
  const on = {
    peer,
    listen: 'a:1',
    ledgers: new Map([['ch1', ledger]]),
    now: () => 100_000,
    rejects: () => [{ ...REJECTED }],
    link: (endpoint: string) => log.push(`link ${endpoint}`),
    async join(path: string) {
      log.push(`join ${path}`);
      if (path === 'none') throw new Error('none: no such block');
      return 'ch2';
    },
    leave: (name: string) => log.push(`leave ${name}`),
    stop: () => log.push('stop'),
  };
  return { log, on: on as unknown as Controlled };
}
const ask = async (line: string) => {
  const { log, on } = controlled();
  return { ...(await answerTo(line, on)), log };
};

describe('control', () => {
  it('answers queries, 64-bit numbers as text', async () => {
    expect(await ask('{"id":1,"query":"membership"}')).toMatchObject({
      re: 1,
      value: [{ pkiId: 'bb', endpoint: 'b:1', incNum: '9223372036854775808', seqNum: '7' }],
    });
    expect(await ask('{"id":"x","query":"self"}')).toMatchObject({
      re: 'x',
      value: { pkiId: 'aa', listen: 'a:1' },
    });
  });

  it('OBSV-19: tells which messages were rejected, and who sent them', async () => {
    expect(await ask('{"id":2,"query":"rejects"}')).toEqual({ re: 2, value: [REJECTED], log: [] });
  });

  it('tells of channels: the leader that declared last and is known, peers but not itself', async () => {
    expect(await ask('{"id":1,"query":"channels"}')).toMatchObject({
      value: [
        {
          channel: 'ch1',
          height: '9223372036854775808',
          lastHash: 'ab',
          commitHash: 'cc',
          leads: false,
          leader: 'bb',
          peers: [{ pkiId: 'bb', height: '1', hasLeft: false }],
        },
      ],
    });
  });

  it('links, joins, leaves and stops', async () => {
    expect(await ask('{"id":1,"link":"b:1"}')).toEqual({ re: 1, value: true, log: ['link b:1'] });
    expect(await ask('{"id":1,"join":"b"}')).toEqual({ re: 1, value: 'ch2', log: ['join b'] });
    expect(await ask('{"id":1,"leave":"ch1"}')).toEqual({ re: 1, value: true, log: ['leave ch1'] });
    expect(await ask('{"id":1,"stop":true}')).toEqual({ re: 1, value: true, log: ['stop'] });
  });

  it('says why a channel was not joined', async () => {
    const answer = await ask('{"id":1,"join":"none"}');
    expect(answer).toEqual({ re: 1, error: 'none: no such block', log: ['join none'] });
  });

  it('reads the world state', async () => {
    const read = (key: string) =>
      ask(JSON.stringify({ id: 1, read: { channel: 'ch1', namespace: 'kv', key } }));
    expect(await read('a')).toMatchObject({ value: '1' });
    expect(await read('b')).toMatchObject({ value: null });
  });

  it('tells of a channel whether this peer leads, its height, and a block', async () => {
    const { on } = controlled();
    const about = async (what: object) =>
      answerTo(JSON.stringify({ id: 1, channel: 'ch1', ...what }), on);
    expect(await about({ query: 'leader' })).toEqual({ re: 1, value: false });
    expect(await about({ query: 'height' })).toEqual({ re: 1, value: '4' });
    expect(await about({ query: 'block', number: 3 })).toEqual({ re: 1, value: 'AwM=' });
    expect(await about({ query: 'block', number: 4 })).toEqual({ re: 1, value: null });
  });

  it.each([
    ['{"id":1,"query":"weather"}', { re: 1, unsupported: 'query "weather"' }],
    [
      '{"id":1,"query":"height"}',
      { re: 1, error: 'height: expected "channel" to name one that was joined, got undefined' },
    ],
    [
      '{"id":1,"query":"block","channel":"ch1","number":-1}',
      { re: 1, error: 'block: expected "number" to be a whole number from 0, got -1' },
    ],
    ['{"id":1,"frobnicate":1}', { re: 1, unsupported: 'frobnicate' }],
    ['{"id":1,"link":"nowhere"}', { re: 1, error: 'link: expected "host:port", got "nowhere"' }],
    ['{"id":1,"join":7}', { re: 1, error: 'join: expected the path of a block, got 7' }],
    [
      '{"id":1,"leave":"x"}',
      { re: 1, error: 'leave: expected a channel that was joined, got "x"' },
    ],
    [
      '{"id":1,"read":null}',
      {
        re: 1,
        error: 'read: expected {"channel","namespace","key"} of a joined channel, got null',
      },
    ],
    [
      '{"id":1}',
      { re: 1, error: 'expected one of query, link, join, leave, read, stop beside id' },
    ],
    ['[1]', { re: null, error: 'expected a JSON object' }],
    ['nonsense', { re: null, error: 'expected one JSON object a line' }],
  ])('refuses %s and does nothing', async (line, answer) =>
    expect(await ask(line)).toEqual({ ...answer, log: [] }),
  );

  it('answers any line with one JSON object', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (line) => {
        const { log: _, ...answer } = await ask(line);
        expect(JSON.parse(JSON.stringify(answer))).toHaveProperty('re');
      }),
    );
  });
});
