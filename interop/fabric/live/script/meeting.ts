/** They start, meet, join their channels, and get the first blocks of the real orderer. */

import { codesIn, untilLevel } from '../ledgers.js';
import { untilKnown, untilOffered } from '../membership.js';
import { ORG1, ORG2, OWN, SHARED, type Stage } from '../stage.js';
import { type Planned, until } from '../steps.js';
import { leadersOf } from './leaders.js';

export function meeting(stage: Stage): readonly Planned[] {
  const { orderer, observers, peers, all } = stage;
  const { fabric1, fabric2, reference1, reference2, reference3 } = peers;
  const org1 = [reference1, fabric1, reference2];
  const org2 = [reference3, fabric2];
  return [
    {
      title: 'the real orderer leads both channels',
      async play() {
        await orderer.start();
        return [`process ${orderer.pid}, ${SHARED} and ${OWN} at height 1`];
      },
    },
    {
      title: 'five peers start in chains and know those of their organisation',
      async play() {
        await Promise.all(all.map((peer) => peer.start()));
        return [
          ...(await untilKnown(observers, org1, org1, 'alive')),
          ...(await untilKnown(observers, org2, org2, 'alive')),
        ];
      },
    },
    {
      title: 'each has pulled the identities of its organisation, and offers them',
      play: async () => [
        ...(await untilOffered(observers, org1)),
        ...(await untilOffered(observers, org2)),
      ],
    },
    {
      title: `one of each organisation joins ${SHARED}, and they know one another`,
      async play() {
        for (const peer of [reference1, fabric1, reference3]) await peer.join(SHARED);
        for (const peer of [reference1, fabric1]) await peer.join(OWN);
        return untilKnown(
          observers,
          [reference1, fabric1, reference3],
          [reference1, fabric1, reference3],
          'alive',
        );
      },
    },
    {
      title: 'each organisation has one leader, and blocks of the real orderer reach all',
      async play() {
        const members = [reference1, fabric1, reference3];
        const leaders = [
          await leadersOf(SHARED, ORG1, [reference1, fabric1]),
          await leadersOf(SHARED, ORG2, [reference3]),
        ];
        for (const channel of [SHARED, OWN]) {
          const before = await orderer.height(channel);
          await (await stage.load(channel)).define();
          // The definition counts from the block after its own.
          await until(`the definition in ${channel}`, async () =>
            (await orderer.height(channel)) > before ? true : undefined,
          );
        }
        await stage.order(SHARED, 20);
        await stage.order(OWN, 10);
        const seen = [
          ...(await untilLevel(stage.orderer, SHARED, members)),
          ...(await untilLevel(stage.orderer, OWN, [reference1, fabric1])),
        ];
        const height = (await fabric1.height(SHARED))!;
        const codes = codesIn(await fabric1.block(SHARED, height - 1n));
        if (codes.length === 0 || codes.some((code) => code !== 0))
          throw new Error(`Fabric finds transactions invalid: codes ${codes.join(' ')}`);
        return [...leaders, ...seen, `the last block has ${codes.length} transactions, all valid`];
      },
    },
  ];
}
