/**
 * 6 Push: draws in which the sender of a message takes part, so that it sometimes reaches one member
 * fewer, and those in which it does not. Judged over many draws; each message is sent when the one
 * before it has been flushed.
 */
import { type Case, defineCase } from '../../harness/case.js';
import type { Entry } from '../../harness/evidence.js';
import type { Member, Scene } from '../../harness/scene.js';
import { hex } from '../../harness/wire/sign.js';
import { started } from './block-scene.js';

const DRAWS = 20;
/** Three of four are drawn, the sender among them with this probability. */
const CHANCE = 3 / 4;

/** Sends messages one after the other; counts those that all but one of the three others get. */
async function drawn(
  scene: Scene,
  others: readonly Member[],
  send: (draw: number) => (entry: Entry) => boolean,
): Promise<number> {
  const names = others.map(({ probe }) => probe.name);
  const isOthers = ({ probe = '' }: Entry): boolean => names.includes(probe);
  const copies: (() => number)[] = [];
  for (let draw = 1; draw <= DRAWS; draw += 1) {
    const since = scene.mark();
    const isCopy = send(draw);
    const receivers = (): number =>
      scene.evidence.entries
        .slice(since)
        .filter((entry) => entry.type === 'received' && isOthers(entry) && isCopy(entry)).length;
    await scene.expect.eventually(() => receivers() >= 2, 'two members told', 'reaction');
    copies.push(receivers);
  }
  await scene.quiet();
  return copies.filter((receivers) => receivers() === 2).length;
}

const blocks = defineCase({
  id: 'push/sender-takes-part-in-the-draw-of-blocks',
  clauses: ['PUSH-29'],
  level: 'MUST',
  title: 'a peer draws the receivers of a block among all members, and then leaves out its sender',
  needs: ['channels'],
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1');
    const others = [await at.joined('o2'), await at.joined('o3'), await at.joined('o4')];
    const observed = await drawn(scene, others, (number) => {
      o1.connection.send(at.block(number));
      return ({ decoded }) => {
        const content = decoded?.message?.content;
        return content?.case === 'dataMsg' && at.isBlock(number)(content.value);
      };
    });
    const what = 'blocks for which the draw fell on their sender';
    scene.sampled({ what, size: DRAWS, observed, chance: CHANCE });
  },
});

/** Alive messages of o1 itself; how many the draw gave to o1 as well. */
async function drawnAlive(scene: Scene, external: boolean): Promise<number> {
  await scene.start();
  const o1 = await scene.member('o1', { external });
  const others = [await scene.member('o2'), await scene.member('o3'), await scene.member('o4')];
  return drawn(scene, others, () => {
    const said = o1.probe.alive();
    o1.connection.send(said);
    return ({ decoded }) =>
      decoded !== undefined && hex(decoded.envelope.payload) === hex(said.payload);
  });
}

const alive = defineCase({
  id: 'push/sender-takes-part-in-the-draw-inside',
  clauses: ['PUSH-6'],
  level: 'MUST',
  title:
    'a peer draws the receivers of what a member without endpoint says among all, and then leaves out the sender',
  async run(scene) {
    const observed = await drawnAlive(scene, false);
    const what = 'alive messages for which the draw fell on their sender';
    scene.sampled({ what, size: DRAWS, observed, chance: CHANCE });
  },
});

const excluded = defineCase({
  id: 'push/sender-takes-no-part-in-other-draws',
  clauses: ['PUSH-7'],
  level: 'MUST',
  title: 'a peer draws the receivers of what a member with endpoint says among all but the sender',
  async run(scene) {
    const wasted = await drawnAlive(scene, true);
    const expected = 'three receivers of each alive message';
    scene.expect.that(wasted === 0, expected, `two of ${wasted} of ${DRAWS}`);
  },
});

export const drawCases: readonly Case[] = [blocks, alive, excluded];
