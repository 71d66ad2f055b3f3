/** A partition between the peers, which both reach the orderer, and its end. */
import { untilLevel } from '../ledgers.js';
import { names, untilKnown } from '../membership.js';
import { BATCH, SHARED, type Stage } from '../stage.js';
import type { Planned } from '../steps.js';
import { untilLed } from './leaders.js';

export function partition(stage: Stage): readonly Planned[] {
  const { fabric1, fabric2, reference1, reference2, reference3 } = stage.peers;
  const one = [fabric1, reference2];
  const other = [reference1, fabric2, reference3];
  return [
    {
      title: 'a partition: each side takes the other for dead, and has a leader of its own',
      isLong: true,
      async play() {
        stage.fronts.partition(one, other);
        const seen = [
          ...(await untilKnown(stage.observers, one, other, 'dead')),
          ...(await untilKnown(stage.observers, other, one, 'dead')),
        ];
        const leaders = [await untilLed(SHARED, one), await untilLed(SHARED, [reference1])];
        await stage.order(SHARED, 2 * BATCH);
        return [
          ...seen,
          `${names(leaders)} both lead their organisation`,
          ...(await untilLevel(stage.orderer, SHARED, stage.all)),
        ];
      },
    },
    {
      title: 'it heals: all know one another, and one leads each organisation',
      isLong: true,
      async play() {
        stage.fronts.heal();
        const seen = await untilKnown(stage.observers, stage.all, stage.all, 'alive');
        const leaders = [
          await untilLed(SHARED, [...one, reference1]),
          await untilLed(SHARED, [fabric2, reference3]),
        ];
        await stage.order(SHARED, 2 * BATCH);
        return [
          ...seen,
          `${names(leaders)} lead alone`,
          ...(await untilLevel(stage.orderer, SHARED, stage.all)),
        ];
      },
    },
  ];
}
