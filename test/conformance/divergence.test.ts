/** Where a failure says that the target left the specification, and how near a wait came to its end. */
import { describe, expect, it } from 'vitest';
import { type Case, defineCase } from '../../conformance/harness/case.js';
import { virtualClock } from '../../conformance/harness/clock.js';
import type { Scene } from '../../conformance/harness/scene.js';
import { watchWaits } from '../../conformance/harness/waits.js';
import { createVirtualClock } from '../../src/simulator/virtual-clock.js';
import { outcomeOf } from '../support/conformance-run.js';

const failing = async (run: Case['run']) => {
  const result = await outcomeOf(
    defineCase({
      id: 'link/of-this-test',
      clauses: ['LINK-1'],
      level: 'MUST',
      title: 'a peer is played with',
      twin: 'self',
      run,
    }),
  );
  expect(result.verdict).toBe('fail');
  const { divergence } = result;
  return { divergence, at: result.exchange[divergence!.entry]! };
};

const linked = async ({ start, probe }: Scene) => {
  await start();
  const o1 = await probe('o1');
  return { o1, link: await o1.connect() };
};

describe('a failure', () => {
  it('by a message that does not come points at what the suite did last, and to whom', async () => {
    const { divergence, at } = await failing(async (scene) => {
      const { link } = await linked(scene);
      await scene.expect.message(link, 'memRes');
    });
    expect(divergence).toMatchObject({ what: 'unanswered', probe: 'o1' });
    // The handshake belongs to the opening of the stream.
    expect([at.type, at.stream]).toEqual(['opened', 'o1.1']);
  });
  it('by a message that should not come points at it', async () => {
    const { divergence, at } = await failing(async (scene) => {
      const { o1, link } = await linked(scene);
      const since = scene.mark();
      link.send(o1.membershipRequest({ nonce: 7n }));
      await scene.expect.nothing({ since, witness: { probe: o1, connection: link } });
    });
    expect(divergence?.what).toBe('unexpected');
    expect([at.type, at.decoded?.kind, at.decoded?.message?.nonce]).toEqual([
      'received',
      'memRes',
      7n,
    ]);
  });
  it('by a stream that stays open points at what came before, and by one that ends at the end', async () => {
    const open = await failing(async (scene) => {
      const { link } = await linked(scene);
      await scene.expect.ended(link, {});
    });
    expect([open.divergence?.what, open.at.type]).toEqual(['unanswered', 'opened']);
    const ended = await failing(async (scene) => {
      const { link } = await linked(scene);
      link.sendIllegal(Uint8Array.of(0x0a, 0x7f, 0x01), 'bytes that are no envelope');
      await scene.expect.ended(link, { status: 'OK' });
    });
    expect([ended.divergence?.what, ended.at.type]).toEqual(['unexpected', 'ended']);
  });
  it('of what was seen points at the last message that is no background', async () => {
    const { divergence, at } = await failing(async (scene) => {
      const { o1, link } = await linked(scene);
      await scene.expect.membership({ probe: o1, connection: link });
      scene.expect.that(false, 'this', 'that');
    });
    expect([divergence?.what, at.decoded?.kind]).toEqual(['unexpected', 'memRes']);
  });
});

describe('the tightest wait', () => {
  const watched = () => {
    const time = createVirtualClock(0);
    const waits = watchWaits(
      virtualClock({
        now: time.now,
        after: time.after,
        nextAt: time.nextDeadline,
        advanceTo: time.advanceTo,
      }),
    );
    const holdsAfter = (ms: number, allowedMs: number) => {
      const atMs = time.now() + ms;
      time.after(ms, () => waits.clock.poke());
      return waits.clock.until(() => time.now() >= atMs, allowedMs);
    };
    return { waits, holdsAfter };
  };
  it('is the one that used most of its time and was met', async () => {
    const { waits, holdsAfter } = watched();
    expect(waits.tightest()).toBeUndefined();
    await holdsAfter(100, 1_000);
    await holdsAfter(40, 50);
    await holdsAfter(200, 1_000);
    expect(waits.tightest()).toEqual({ usedMs: 40, allowedMs: 50 });
  });
  it('is none that was not met: that is a failure, or a silence that was watched', async () => {
    const { waits, holdsAfter } = watched();
    expect(await holdsAfter(100, 50)).toBe(false);
    expect(waits.tightest()).toBeUndefined();
  });
});
