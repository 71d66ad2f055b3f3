/**
 * 6 Push in a network of several nodes: a block that one of them is given reaches the others by push
 * alone, though each passes it on to three only. How often it then reaches one certain member is
 * exact (reachOf in harness/statistics.ts): a chain over how many nodes have the block.
 */
import { type Case, defineCase } from '../../harness/case.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Member, Scene, TargetNode } from '../../harness/scene.js';
import { reachOf } from '../../harness/statistics.js';
import { contentOf } from '../../harness/wire/decode.js';

const NODES = 5;
/** propagatePeerNum × propagateIterations (90 Parameters). */
const FANOUT = 3;
const BLOCKS = 60;
/**
 * A node that fetched a block by pull passes it on to nobody (PUSH-22). Rounds of pull are so rare here
 * that they meet few blocks on their way; so many blocks do not count.
 */
const MET_BY_PULL = 3;
const PULL_INTERVAL_MS = 20_000;
/** A relay takes a burst's 10 ms and the network; five of them follow one another at most. */
const ON_ITS_WAY_MS = 300;
const SETTLED_MS = 50;
const WITHIN = 'network';

interface Watched {
  readonly at: InChannel;
  /** Feeds the first node; a member of nothing. */
  readonly source: Member;
  /** A member of the channel, who hears what is pushed to it. */
  readonly listener: Member;
}

/** A probe that looks on: linked to the node, and no member. */
async function linked(scene: Scene, name: string, node: TargetNode): Promise<Member> {
  const probe = await scene.probe(name);
  return { probe, connection: await probe.connect(node), fallSilent: () => {} };
}

/** Nodes of O in one channel, each of whom knows all others and the listener. */
async function network(scene: Scene): Promise<Watched> {
  const first = await scene.reserve();
  const channel = scene.channel('ch1');
  const timings = { pullIntervalMs: PULL_INTERVAL_MS };
  const nodes: TargetNode[] = [];
  for (let i = 1; i <= NODES; i++) {
    const where = i === 1 ? { listen: first } : { bootstrap: [first] };
    nodes.push(await scene.start({ ...where, name: `t${i}`, channels: [channel], timings }));
  }
  const at = inChannel(scene, channel);
  const listener = await at.joined('o2');
  const watchers: Member[] = [];
  for (const [i, node] of nodes.entries()) watchers.push(await linked(scene, `o${i + 3}`, node));
  for (const watcher of watchers) {
    await everybodyKnown(scene, at, watcher, [...nodes, listener.probe]);
  }
  return { at, source: watchers[0]!, listener };
}

/** Waits until the node behind the watcher has the StateInfo of all these but itself. */
async function everybodyKnown(
  scene: Scene,
  at: InChannel,
  watcher: Member,
  all: readonly { readonly credentials: TargetNode['credentials'] }[],
): Promise<void> {
  const untilMs = scene.clock.now() + scene.deadlineMs(WITHIN);
  for (;;) {
    const snapshot = await at.snapshot(watcher, scene.assume);
    if (all.every((one) => snapshot.of(one) !== undefined)) return;
    scene.assume.that(
      scene.clock.now() < untilMs,
      `StateInfo of all ${all.length} members at every node`,
      snapshot.told,
    );
    await scene.pass(100);
  }
}

const reach = defineCase({
  id: 'network/pushed-block-reaches-member-through-others',
  clauses: ['PUSH-21', 'PUSH-4', 'PUSH-27'],
  level: 'MUST',
  title: 'a network relays a block to a member, whichever of its peers it was given to',
  needs: ['channels', 'timings'],
  async run(scene) {
    const { at, source, listener } = await network(scene);
    const since = scene.mark();
    const heard = (number: number): boolean =>
      scene.evidence.entries.slice(since).some(({ type, probe, decoded }) => {
        const content = contentOf(decoded, 'dataMsg');
        const isIt = content !== undefined && at.isBlock(number)(content);
        return type === 'received' && probe === listener.probe.name && isIt;
      });
    for (let number = 1; number <= BLOCKS; number++) {
      source.connection.send(at.block(number));
      await scene.clock.until(() => heard(number), ON_ITS_WAY_MS);
      await scene.pass(SETTLED_MS);
    }
    const numbers = Array.from({ length: BLOCKS }, (_, i) => i + 1);
    scene.sampled({
      what: `blocks pushed to ${listener.probe.name} through ${NODES} peers`,
      size: BLOCKS - MET_BY_PULL,
      observed: Math.min(numbers.filter(heard).length, BLOCKS - MET_BY_PULL),
      chance: reachOf(NODES, 1, FANOUT),
    });
  },
});

export const reachCases: readonly Case[] = [reach];
