/** What stands beside a peer in a model: ledgers, the ordering service, pings, time, villains, and marks. */
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../../src/checker/explore.js';
import { CHANNEL, chainOf } from '../../../src/checker/models/channels.js';
import { delivery } from '../../../src/checker/models/delivery.js';
import { marked } from '../../../src/checker/models/marks.js';
import { membership } from '../../../src/checker/models/membership.js';
import { crypto } from '../../../src/checker/models/parts.js';
import { ageingsOf } from '../../../src/checker/peers/ageing.js';
import { answersTo, joinsOf } from '../../../src/checker/peers/answers.js';
import {
  abandoned,
  answered,
  asked,
  type Desk,
  EMPTY_DESK,
} from '../../../src/checker/peers/desk.js';
import { createLedgerRule } from '../../../src/checker/peers/ledger-rule.js';
import { FIRST_MS } from '../../../src/checker/peers/locals.js';
import type { PeerNetwork } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import type { PeerInput } from '../../../src/peer/io.js';
import { defaults } from '../../../src/peer/parameters.js';
import type { PeerState } from '../../../src/peer/state.js';

const { blocks } = chainOf(['A'], 3);
const ordering = { chains: new Map([[CHANNEL, blocks]]), lies: () => [blocks[3]!] };
const rule = createLedgerRule(crypto, ordering);
const channel = CHANNEL;
const withLedger = (height: number): Desk => ({
  ...EMPTY_DESK,
  ledgers: new Map([[CHANNEL, blocks.slice(0, height)]]),
});
const inputsOf = (desk: Desk) => answersTo(desk, rule, ordering).map(({ input }) => input);
const commit = (number: number) =>
  ({ type: 'block.commit', channel, number: BigInt(number), bytes: blocks[number]! }) as const;

describe('a ledger of a model', () => {
  it('CHEK-30: commits one block after the other, and reads them back', () => {
    let desk = asked(withLedger(1), [commit(1), commit(2)], rule);
    for (const number of [1n, 2n]) {
      expect(inputsOf(desk)).toEqual([{ type: 'block.committed', channel, number }]);
      desk = answered(desk, { type: 'block.committed', channel, number }, rule);
    }
    const read = { type: 'blocks.read', channel, request: 7, from: 1n, to: 9n } as const;
    const [found] = inputsOf(asked(desk, [read], rule));
    expect(found).toMatchObject({ request: 7, blocks: [{ number: 1n }, { number: 2n }] });
  });

  it('CHEK-38: outlives its peer, which joins by what it holds, and that keeps it as it is', () => {
    const left = abandoned(asked(withLedger(2), [commit(2)], rule));
    expect(left).toEqual(withLedger(2));
    const gone = { channels: new Map() } as PeerState;
    const [{ input: join }] = joinsOf(left, gone, rule) as [{ input: PeerInput }];
    expect(join).toMatchObject({ type: 'channel.join', channel, height: 2n });
    expect(answered(left, join, rule)).toEqual(withLedger(2));
    const joined = { channels: new Map([[CHANNEL, {}]]) } as PeerState;
    expect(joinsOf(left, joined, rule)).toEqual([]);
  });

  it.each([
    ['another number', { ...commit(1), number: 2n }],
    ['a block of another number', { ...commit(1), bytes: blocks[2]! }],
    ['a block of another chain', { ...commit(1), bytes: chainOf(['A', 'B'], 1).blocks[1]! }],
  ])('CHEK-30: refuses %s', (_, wrong) => {
    expect(inputsOf(asked(withLedger(1), [wrong], rule))).toMatchObject([
      { type: 'commit.failed' },
    ]);
  });
});

describe('the ordering service of a model', () => {
  const open = { type: 'orderer.open', channel, stream: 1, endpoint: 'o:1', tlsRootCerts: [] };
  const opened = answered(
    asked(withLedger(1), [open as never], rule),
    { type: 'orderer.opened', channel, stream: 1 },
    rule,
  );
  const from = (next: number): Desk => ({
    ...opened,
    streams: opened.streams.map((one) => ({ ...one, next })),
  });

  it('CHEK-31: sends what it has in order, lies and ends at a price', () => {
    const answers = answersTo(from(1), rule, ordering);
    expect(answers.map(({ costs }) => costs)).toEqual([undefined, 'lies', 'ends']);
    const [true_, lie] = answers;
    expect(answered(from(1), true_!.input, rule).streams[0]!.next).toBe(2);
    expect(answered(from(1), lie!.input, rule).streams[0]!.next).toBe(1);
  });

  it('CHEK-31: says nothing before the seek, after its last block, nor while it is paused', () => {
    const paused = asked(from(1), [{ type: 'orderer.pause', channel, stream: 1 }], rule);
    for (const desk of [opened, from(4), paused])
      expect(answersTo(desk, rule, ordering).map(({ costs }) => costs)).toEqual(['ends']);
  });

  it('CHEK-27: is not there where a model has none', () => {
    const none = createLedgerRule(crypto, undefined);
    expect(asked(EMPTY_DESK, [open as never], none).streams).toEqual([]);
  });
});

it('CHEK-37: a ping is answered by whether somebody runs there', () => {
  const desk = asked(EMPTY_DESK, [{ type: 'ping', endpoint: 'p:1' }], rule);
  expect(answersTo(desk, rule, ordering)).toEqual([
    { input: { type: 'ping.answered', endpoint: 'p:1' }, where: { endpoint: 'p:1', isUp: true } },
    { input: { type: 'ping.failed', endpoint: 'p:1' }, where: { endpoint: 'p:1', isUp: false } },
  ]);
});

describe('time in a model', () => {
  const stored = { storedMs: FIRST_MS };
  const state = (): PeerState =>
    ({ living: [], aliveStore: new Map([['aa', { ...stored }]]), channels: new Map() }) as never;
  const of = { kinds: new Set(['alive-store'] as const), parameters: defaults };
  const ttl = defaults.aliveExpirationTimeout * defaults.msgExpirationFactor;

  it('CHEK-32, CHEK-33: an age passes each limit once, and is then just past it', () => {
    const copy = state();
    const ages: number[] = [];
    for (let passed = 0; passed < 5; passed += 1) {
      const [ageing] = ageingsOf(copy, FIRST_MS, of);
      if (ageing === undefined) break;
      ageing.apply(copy);
      ages.push(FIRST_MS - copy.aliveStore.get('aa')!.storedMs);
    }
    expect(ages).toEqual([ttl + 1, 2 * ttl + 1]);
  });

  it('CHEK-32: what a model does not name gets no older', () => {
    expect(ageingsOf(state(), FIRST_MS, { ...of, kinds: new Set(['silence']) })).toEqual([]);
  });
});

/** Labels of all steps of a model that is explored whole, and its properties by verdict. */
function explored(network: PeerNetwork) {
  const model = peerModel(network);
  const labels: string[] = [];
  const telling = {
    ...model,
    expand: ((state, next, visit) =>
      model.expand(state, next, () => {
        labels.push(model.label());
        visit();
      })) as typeof model.expand,
  };
  const exploration = createExploration(telling);
  while (exploration.advance(10_000));
  const verdicts = exploration.judgements.map(
    ({ property, verdict }) => `${verdict} ${property.id}`,
  );
  return { labels, verdicts, ended: exploration.summary.ended };
}

describe('a network', () => {
  const none = { timers: 0 };

  it('CHEK-34: villains say what they may as often as they may, and nothing else', () => {
    const lying = explored(membership({ ...none, sayings: 1 }));
    const said = new Set(lying.labels.filter((label) => label.includes(' says to ')));
    expect([...said]).toEqual(
      ['p1.A', 'p2.A'].flatMap((to) =>
        ['p1.A', 'p2.A'].map((of) => `f.A says to ${to}: alive of ${of}, forged`),
      ),
    );
    expect(explored(membership(none)).labels).toEqual([]);
  });

  it('CHEK-34: a villain says again what it has heard, and only that', () => {
    const { labels } = explored(membership({ timers: 1, sayings: 1 }));
    const again = labels.filter((label) =>
      /f\.A says to .*: alive \d+ of p1\.A, again$/.test(label),
    );
    expect(again.length).toBeGreaterThan(0);
    expect(labels.filter((label) => label.startsWith('f.A sees'))).toEqual([]);
  });

  it('CHEK-35: what a step has shown is remembered to the end', () => {
    const TIMER = 1;
    const MESSAGE = 2;
    const network: PeerNetwork = {
      ...membership({ timers: 1 }),
      marks: ({ input: { type } }) =>
        type === 'timer.fired' ? TIMER : type === 'envelope.received' ? MESSAGE : 0,
      properties: [
        marked(TIMER, 'timer', 'sometimes', ''),
        marked(MESSAGE, 'message', 'sometimes', ''),
      ],
    };
    const both: PeerNetwork['properties'][number] = {
      ...network.properties[0]!,
      id: 'both',
      factOf: (_state, _peer, { marks }) => (marks === (TIMER | MESSAGE) ? 1 : 0),
    };
    const verdicts = explored({ ...network, properties: [...network.properties, both] }).verdicts;
    expect(verdicts).toEqual(['holds timer', 'holds message', 'holds both', 'holds SYS-I3']);
  });

  it('CHEK-31, CHEK-25: streams end as often as the budget says', () => {
    const endsOf = (ends: number) =>
      explored(delivery({ timers: 2, ends })).labels.filter((label) =>
        label.includes('orderer.ended'),
      );
    expect(endsOf(0)).toEqual([]);
    expect(endsOf(1).length).toBeGreaterThan(0);
  });
});
