/** 11 State transfer: whom a peer that is behind asks for blocks, and for which. */
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import type { InChannel } from '../../harness/in-channel.js';
import type { Member, Scene } from '../../harness/scene.js';
import {
  answer,
  BATCH,
  blocks,
  rangeOf,
  requested,
  requestedNext,
  started,
} from './requester-scene.js';

const asks = defineCase({
  id: 'transfer/target-behind-asks-for-a-batch',
  clauses: ['XFER-30', 'XFER-31', 'XFER-41', 'XFER-R22'],
  level: 'MUST',
  title: 'a peer that is behind asks a member for batchSize + 1 blocks from its height on',
  needs: ['channels', 'timings'],
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1', { height: 9n });
    const request = await requested(scene, o1);
    scene.expect.that(
      rangeOf(request) === `1 to ${1 + BATCH}`,
      `1 to ${1 + BATCH}`,
      rangeOf(request),
    );
    const { nonce, tag, channel } = request.decoded.message!;
    const signatureBytes = request.decoded.envelope.signature.length;
    scene.expect.that(signatureBytes === 0, 'no signature', `one of ${signatureBytes} bytes`);
    scene.expect.that(
      nonce !== 0n && tag === Tag.CHAN_OR_ORG && Buffer.from(channel).toString() === 'ch1',
      'a nonce, tag CHAN_OR_ORG and channel ch1',
      `nonce ${nonce}, tag ${tag}`,
    );
  },
});

/** A target that is behind `last`, whose first request is answered up to block `answered`. */
const ROUNDS: readonly {
  readonly name: string;
  readonly clauses: Case['clauses'];
  readonly title: string;
  readonly answered: number;
  readonly last: number;
}[] = [
  {
    name: 'target-behind-catches-up',
    clauses: ['XFER-31', 'XFER-38', 'XFER-41', 'XFER-D36', 'XFER-R31', 'XFER-I5'],
    title: 'a peer that is behind asks for batch after batch and commits what it gets',
    answered: 1 + BATCH,
    last: 8,
  },
  {
    name: 'partial-response-taken',
    clauses: ['XFER-38', 'XFER-D36'],
    title: 'a peer that got fewer blocks than it asked for goes on after the last of them',
    answered: 2,
    last: 5,
  },
];

const rounds = ROUNDS.map(({ name, clauses, title, answered, last }) =>
  defineCase({
    id: `transfer/${name}`,
    clauses,
    level: 'MUST',
    title,
    needs: ['channels', 'timings'],
    async run(scene) {
      const at = await started(scene);
      const o1 = await at.joined('o1', { height: BigInt(last + 1) });
      const first = await requested(scene, o1, { from: 1 });
      answer(o1, first, blocks(at, 1, answered));
      const second = await requestedNext(scene, o1, first);
      const range = `${answered + 1} to ${last}`;
      scene.expect.that(rangeOf(second) === range, `a request for ${range}`, rangeOf(second));
      answer(o1, second, blocks(at, answered + 1, last));
      await at.committed(o1, last);
    },
  }),
);

const fromForeign = defineCase({
  id: 'transfer/target-asks-members-of-other-organisations',
  clauses: ['XFER-32', 'XFER-D22'],
  level: 'MUST',
  title: 'a peer asks a member of another organisation of the channel where only that one is ahead',
  needs: ['channels', 'timings'],
  async run(scene) {
    const at = await started(scene);
    const [o1, f1] = [await at.joined('o1'), await at.joined('f1', { height: 3n })];
    const request = await requested(scene, f1);
    answer(f1, request, blocks(at, 1, 2));
    await at.committed(o1, 2);
  },
});

const upToDate = defineCase({
  id: 'transfer/target-up-to-date-asks-nobody',
  clauses: ['XFER-30', 'XFER-R23'],
  level: 'MUST',
  title: 'a peer that is not behind any member asks for nothing',
  needs: ['channels', 'timings'],
  twin: 'transfer/target-behind-asks-for-a-batch',
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1', { height: 1n });
    const forMs = 2.5 * scene.settings.checkIntervalMs;
    await scene.expect.never([o1.connection], 'stateRequest', { since: 0, forMs, witness: o1 });
  },
});

/** Who says that there are blocks, and is not to be believed or asked. */
const UNHEARD: readonly {
  readonly name: string;
  readonly title: string;
  readonly claim: (scene: Scene, at: InChannel) => Promise<Member>;
}[] = [
  {
    name: 'member-that-left',
    title: 'that has left the channel',
    claim: (_, at) => at.joined('o2', { height: 9n, left: true }),
  },
  {
    name: 'stranger',
    title: 'that is no live member',
    async claim(scene, at) {
      const o2 = await scene.probe('o2');
      const connection = await o2.connect();
      connection.send(at.stateInfo(o2, { height: 9n }));
      return { probe: o2, connection, fallSilent: () => {} };
    },
  },
];

const unheard = UNHEARD.map(({ name, title, claim }) =>
  defineCase({
    id: `transfer/height-of-${name}-disregarded`,
    clauses: ['CHAN-60', 'XFER-30'],
    level: 'MUST',
    title: `a peer asks for no blocks that only a peer advertises ${title}`,
    needs: ['channels', 'timings'],
    twin: 'transfer/target-behind-asks-for-a-batch',
    async run(scene) {
      const at = await started(scene);
      const o1 = await at.joined('o1');
      const since = scene.mark();
      const other = await claim(scene, at);
      await scene.expect.never([o1.connection, other.connection], 'stateRequest', {
        since,
        forMs: 2.5 * scene.settings.checkIntervalMs,
        witness: o1,
      });
    },
  }),
);

const dead = defineCase({
  id: 'transfer/height-of-dead-member-disregarded',
  clauses: ['CHAN-60', 'XFER-30'],
  level: 'MUST',
  title: 'a peer asks for no blocks that only a dead member advertises',
  needs: ['channels', 'timings'],
  twin: 'transfer/target-behind-asks-for-a-batch',
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1');
    const o2 = await at.joined('o2', { height: 1n });
    o2.fallSilent();
    await scene.assume.membershipHas(o1, 'o2', 'dead', 'death');
    const since = scene.mark();
    o1.connection.send(at.stateInfo(o2.probe, { height: 9n }));
    await at.snapshotHas(o1, o2.probe, (info) => info.properties?.ledgerHeight === 9n);
    await scene.expect.never([o1.connection], 'stateRequest', {
      since,
      forMs: 2.5 * scene.settings.checkIntervalMs,
      witness: o1,
    });
  },
});

export const transferRequesterCases: readonly Case[] = [
  asks,
  ...rounds,
  fromForeign,
  upToDate,
  ...unheard,
  dead,
];
