/**
 * One peer under whatever others send it about blocks, in any order: verdicts, never failures; every store in
 * bounds; a chain without gap; and afterwards the right blocks are still taken.
 */

import { describe, expect, it } from 'vitest';
import type { PeerEffect } from '../../src/peer/io.js';
import { createSymbolicChain } from '../../src/simulator/symbolic-blocks.js';
import type { Payload } from '../../src/wire/message-types.js';
import {
  commitsIn,
  damaged,
  payloadOf,
  privateElement,
  pushedBlock,
  stateRequest,
  stateResponse,
} from '../support/block-messages.js';
import { blockScene } from '../support/block-scene.js';
import { settings } from '../support/channel-scene.js';
import { fc } from '../support/drawing.js';
import { UNDECODABLE } from '../support/gossip-builders.js';
import { crypto } from '../support/symbolic-peers.js';

const LENGTH = 14;
const LAST = 2n ** 64n - 1n;
const PARAMETERS = {
  blockBufferSize: 2,
  stateBatchSize: 3,
  stateRequestsMax: 3,
  maxBlockCountToStore: 4,
  stateCheckInterval: 100,
  stateResponseTimeout: 50,
  aliveExpirationTimeout: 10_000_000,
};

const chainOf = (channel: string, sequence: number) => {
  const chain = createSymbolicChain(crypto, channel, settings('AB', { sequence }));
  for (let number = 1; number <= LENGTH; number += 1) chain.append();
  return chain.blocks;
};
const clean = chainOf('ch1', 1);
const fork = chainOf('ch1', 2);
const foreign = chainOf('ch2', 1);

const flaws: readonly ((number: number) => Payload)[] = [
  (number) => payloadOf(fork[number]!),
  (number) => payloadOf(foreign[number]!),
  (number) => payloadOf(UNDECODABLE, { seqNum: BigInt(number) }),
  (number) => payloadOf(new Uint8Array(), { seqNum: BigInt(number) }),
  (number) => payloadOf(clean[number]!, { seqNum: BigInt(number + 1) }),
  (number) => payloadOf(clean[number]!, { seqNum: LAST }),
  (number) => payloadOf(clean[number]!, { privateData: [UNDECODABLE] }),
  (number) => payloadOf(clean[number]!, { privateData: [privateElement(LAST)] }),
  (number) =>
    payloadOf(
      damaged(clean[number]!, ({ header: _, ...block }) => block),
      { seqNum: BigInt(number) },
    ),
  (number) => payloadOf(damaged(clean[number]!, ({ data: _, ...block }) => block)),
  (number) => payloadOf(damaged(clean[number]!, ({ metadata: _, ...block }) => block)),
];

/** Mostly what comes next. */
const numbers = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 5, max: LENGTH }) },
);
const payloads = fc.oneof(
  { weight: 3, arbitrary: numbers.map((number) => payloadOf(clean[number]!)) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...flaws), numbers).map(([flaw, n]) => flaw(n)),
  },
);
const runs = fc
  .tuple(numbers, fc.integer({ min: 0, max: 5 }))
  .map(([from, count]) => clean.slice(from, from + count).map((bytes) => payloadOf(bytes)));
/** The blocks that are asked for first, one of them flawed. */
const flawedRuns = fc
  .tuple(fc.constantFrom(...flaws), fc.integer({ min: 1, max: 4 }))
  .map(([flaw, at]) => [1, 2, 3, 4].map((n) => (n === at ? flaw(n) : payloadOf(clean[n]!))));
const bounds = fc.oneof(
  fc.bigInt({ min: 0n, max: 20n }),
  fc.constantFrom(LAST, LAST - 1n, LAST - 3n, 2n ** 63n),
);
const senders = fc.constantFrom('ann.A', 'bob.A', 'eve.B');
const acts = fc.oneof(
  fc.record({
    do: fc.constant('push' as const),
    sender: senders,
    payload: fc.option(payloads, { nil: undefined }),
  }),
  fc.record({ do: fc.constant('ask' as const), sender: senders, from: bounds, end: bounds }),
  fc
    .record({ sender: senders, from: fc.constantFrom(0n, 1n, 2n, LAST) })
    .map(({ sender, from }) => ({ do: 'ask' as const, sender, from, end: from })),
  fc.record({
    do: fc.constant('answer' as const),
    sender: fc.oneof(fc.constant('ann.A'), senders),
    isRight: fc.oneof(fc.constant(true), fc.boolean()),
    payloads: fc.oneof(runs, flawedRuns, fc.array(payloads, { maxLength: 5 })),
  }),
  fc.record({ do: fc.constant('commit' as const) }),
  fc.record({ do: fc.constant('find' as const), count: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 30, 60, 120) }),
);

const scripts = fc.array(acts, { minLength: 10, maxLength: 60 });

type Act = typeof acts extends fc.Arbitrary<infer A> ? A : never;

const reached = new Set<string>();

function live(profile: 'hardened' | 'fabric-3.1', script: readonly Act[]) {
  const scene = blockScene({
    chainLength: 0,
    slowLedger: true,
    stateTransfer: true,
    profile,
    parameters: PARAMETERS,
  });
  const links = new Map(
    ['ann.A', 'bob.A', 'eve.B'].map((name) => [name, scene.channelMember(name, BigInt(LENGTH))]),
  );
  const { buffer, transfer, window } = scene.entry();
  const seen: PeerEffect[] = [];
  const reads: number[] = [];
  const note = () => {
    for (const effect of scene.taken()) {
      seen.push(effect);
      if (effect.type === 'blocks.read') reads.push(effect.request);
      if (effect.type === 'report' && effect.trace.kind === 'step') reached.add(effect.trace.row);
      if (effect.type === 'report' && effect.trace.kind === 'verdict')
        reached.add(effect.trace.clause);
    }
    expect(buffer.blocks.size).toBeLessThanOrEqual(3 * PARAMETERS.blockBufferSize + 1);
    expect(window.size).toBeLessThanOrEqual(PARAMETERS.maxBlockCountToStore + 1);
    expect(transfer.parked.length).toBeLessThanOrEqual(PARAMETERS.stateBatchSize + 1);
    expect(transfer.server.queue.length).toBeLessThanOrEqual(PARAMETERS.stateRequestsMax);
    expect(reads.length).toBeLessThanOrEqual(1);
  };
  for (const act of script) {
    if (act.do === 'push') scene.receive(links.get(act.sender)!, pushedBlock(act.payload));
    else if (act.do === 'ask')
      scene.receive(links.get(act.sender)!, stateRequest(act.from, act.end));
    else if (act.do === 'answer') {
      const { asked } = transfer;
      const nonce = act.isRight && asked !== undefined ? asked.nonce : 5n;
      scene.receive(links.get(act.sender)!, stateResponse(act.payloads, { nonce }));
    } else if (act.do === 'commit') scene.commit();
    else if (act.do === 'wait') scene.advance(act.ms);
    else {
      const request = reads.shift();
      const blocks = clean
        .slice(0, act.count)
        .map((bytes, number) => ({ number: BigInt(number), bytes }));
      if (request !== undefined)
        scene.feed({ type: 'blocks.found', channel: 'ch1', request, blocks });
    }
    note();
  }
  return { scene, links, seen, note };
}

describe('a peer under arbitrary messages about blocks', () => {
  it.each(['hardened', 'fabric-3.1'] as const)(
    'XFER-I1, XFER-I3, XFER-I4, XFER-I7, PUSH-I4, profile %s: in order, in bounds, and afterwards it takes what is right',
    (profile) => {
      fc.assert(
        fc.property(scripts, (script) => {
          const { scene, links, seen, note } = live(profile, script);
          for (let round = 0; round < 100 && scene.height() < LENGTH; round += 1) {
            scene.commit();
            note();
            scene.advance(PARAMETERS.stateResponseTimeout - 10);
            note();
            const { asked } = scene.entry().transfer;
            if (asked === undefined) continue;
            const { nonce, from, end } = asked;
            const blocks = clean.slice(Number(from), Number(end) + 1).map((b) => payloadOf(b));
            for (const link of links.values())
              scene.receive(link, stateResponse(blocks, { nonce }));
            note();
          }
          // The last block nobody has claimed to have.
          expect(scene.height()).toBeGreaterThanOrEqual(BigInt(LENGTH));
          const commits = commitsIn(seen);
          expect(commits).toEqual(commits.map((_, index) => BigInt(index + 1)));
          for (const effect of seen)
            if (effect.type === 'block.commit')
              expect(effect.bytes).toEqual(clean[Number(effect.number)]);
        }),
        { numRuns: 60 },
      );
    },
  );

  it('takes most of the ways that there are', () => {
    // Beside what was drawn above, scripts that are the same each time.
    for (const profile of ['hardened', 'fabric-3.1'] as const)
      for (const script of fc.sample(scripts, { seed: 2, numRuns: 200 })) live(profile, script);
    const ways = ['PUSH-D23', 'PUSH-D24', 'PUSH-D25', 'PUSH-D27', 'XFER-D13'];
    ways.push('XFER-D14', 'XFER-D15', 'XFER-D30', 'XFER-D31', 'XFER-D33', 'XFER-D34', 'XFER-D35');
    ways.push('XFER-R5', 'XFER-R6', 'XFER-R28', 'XFER-R31', 'XFER-R43');
    expect(ways.filter((way) => !reached.has(way))).toEqual([]);
  });
});
