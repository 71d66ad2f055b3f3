/** 11 State transfer: what becomes of the blocks of a response, asked for or not. */
import { type Case, defineCase } from '../../harness/case.js';
import type { Scene } from '../../harness/scene.js';
import { pullHello, stateResponse } from '../../harness/wire/channel-messages.js';
import { answer, BATCH, blocks, requested, started } from './requester-scene.js';

/** How often the target asked for blocks, on all streams of the case. */
const requestsSince = (scene: Scene, since: number): number =>
  scene.evidence.entries
    .slice(since)
    .filter(({ type, decoded }) => type === 'received' && decoded?.kind === 'stateRequest').length;

const notOffered = defineCase({
  id: 'transfer/transferred-block-neither-pushed-nor-offered',
  clauses: ['PUSH-32'],
  level: 'MUST',
  title: 'a peer neither pushes a block that came by state transfer nor offers it for pull',
  needs: ['channels', 'timings'],
  twin: 'pull/digest-lists-blocks-held',
  async run(scene) {
    const at = await started(scene);
    const [o1, o2] = [await at.joined('o1', { height: 3n }), await at.joined('o2')];
    const since = scene.mark();
    answer(o1, await requested(scene, o1), blocks(at, 1, 2));
    await at.committed(o1, 2);
    o2.connection.send(pullHello({ channel: 'ch1' }, scene.nonce()));
    await scene.expect.never([o2.connection], 'dataDig', { since, witness: o2 });
    await scene.expect.never([o2.connection], 'dataMsg', { since, witness: o2 });
  },
});

const unasked = defineCase({
  id: 'transfer/unsolicited-response-ignored',
  clauses: ['XFER-34', 'XFER-D30'],
  level: 'MUST',
  title: 'a peer ignores a RemoteStateResponse that it did not ask for',
  needs: ['channels', 'timings'],
  twin: 'transfer/target-behind-catches-up',
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1');
    o1.connection.send(stateResponse('ch1', blocks(at, 1, 2), { nonce: scene.nonce() }));
    await at.notCommitted(o1, 1);
  },
});

/** The last block of two full requests: of a part of one, a peer would ask the liar alone. */
const LAST = 2 * (BATCH + 1);

const liar = defineCase({
  id: 'transfer/liar-about-height-starves-nobody',
  clauses: ['XFER-32', 'XFER-35', 'XFER-I5'],
  level: 'MUST',
  title:
    'a peer gets the blocks that there are by full requests although a member advertises many more',
  needs: ['channels', 'timings'],
  async run(scene) {
    const at = await started(scene);
    const [o1, o2] = [await at.joined('o1', { height: 11n }), await scene.member('o2')];
    const since = scene.mark();
    o2.connection.send(at.stateInfo(o2.probe, { height: 1_000_000n }));
    const end = scene.clock.now() + 2 * scene.deadlineMs('antiEntropy');
    let from = since;
    // Each request goes to either: o1 answers truly, o2 says nothing.
    for (;;) {
      const entry = scene.evidence.entries
        .slice(from)
        .find(({ type, decoded }) => type === 'received' && decoded?.kind === 'stateRequest');
      const content = entry?.decoded?.message?.content;
      if (entry) from = entry.n + 1;
      if (entry?.probe === 'o1' && content?.case === 'stateRequest') {
        const [first, last] = [Number(content.value.startSeqNum), Number(content.value.endSeqNum)];
        const seen = { content: content.value, decoded: entry.decoded!, entry };
        answer(o1, seen, blocks(at, first, Math.min(last, LAST)));
      }
      const { content: held } = await at.served(o1, LAST, LAST);
      if (held.payloads.length > 0) break;
      scene.expect.that(
        scene.clock.now() < end,
        `block ${LAST} in the ledger`,
        'it does not get there',
      );
      if (!entry) await scene.pass(100);
    }
    await at.committed(o1, LAST);
    scene.expect.that(requestsSince(scene, since) > 0, 'requests', 'none');
  },
});

export const transferProgressCases: readonly Case[] = [notOffered, unasked, liar];
