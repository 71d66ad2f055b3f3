/** Who comes late to a channel gets its blocks from peers of the other kind: nobody else can give them. */
import { same, untilLevel } from '../ledgers.js';
import type { LivePeer, LiveReference } from '../live-peer.js';
import { names, untilKnown } from '../membership.js';
import { SHARED, type Stage } from '../stage.js';
import { type Planned, until } from '../steps.js';

export function latecomers(stage: Stage): readonly Planned[] {
  const { orderer, observers, peers, all } = stage;
  const { fabric1, fabric2, reference1, reference2, reference3 } = peers;
  return [
    {
      title: 'a late Fabric peer gets all blocks from reference peers',
      async play() {
        await fabric1.kill();
        const seen = await withoutOrderer(stage, async () => {
          await fabric2.join(SHARED);
          return caughtUp(fabric2, [reference1, reference3]);
        });
        await fabric1.start();
        return [...seen, 'the orderer stood still, and no other Fabric peer ran'];
      },
    },
    {
      title: 'killed by SIGKILL and started again, a Fabric peer has what it had and catches up',
      play: () => untilLevel(stage.orderer, SHARED, [fabric1, fabric2, reference1, reference3]),
    },
    {
      title: 'a late reference peer gets all blocks from Fabric peers',
      async play() {
        await Promise.all([reference1.kill(), reference3.kill()]);
        const seen = await withoutOrderer(stage, async () => {
          await reference2.join(SHARED);
          return caughtUp(reference2, [fabric1, fabric2]);
        });
        const sources = sourcesOf(reference2, [fabric1, fabric2]);
        await Promise.all([reference1.start(), reference3.start()]);
        return [...seen, ...sources];
      },
    },
    {
      title: 'all five know one another, over both organisations, and have the same',
      play: async () => [
        ...(await untilKnown(observers, all, all, 'alive')),
        ...(await untilLevel(stage.orderer, SHARED, all)),
      ],
    },
  ];

  /** Whoever gets blocks in the meantime gets them from a peer. */
  async function withoutOrderer<T>({ orderer: real }: Stage, play: () => Promise<T>): Promise<T> {
    real.pause();
    try {
      return await play();
    } finally {
      orderer.resume();
    }
  }
}

/** Waits until it has what the others have. */
async function caughtUp(late: LivePeer, others: readonly LivePeer[]): Promise<readonly string[]> {
  const height = await until(`${late.name} to catch up with ${names(others)}`, async () => {
    const [own, ...theirs] = await Promise.all(
      [late, ...others].map((peer) => peer.height(SHARED)),
    );
    if (own !== undefined && theirs.every((height) => height === own)) return own;
    throw new Error(`it has ${own}, they have ${theirs.join(', ')}`);
  });
  return [await same(SHARED, [late, ...others], height)];
}

/** @throws Error if a block of the channel came to it from anybody but these */
function sourcesOf(late: LiveReference, senders: readonly LivePeer[]): readonly string[] {
  const received = late.received(SHARED);
  const foreign = received.filter(({ sender }) => !senders.some(({ pkiId }) => pkiId === sender));
  if (received.length === 0 || foreign.length > 0)
    throw new Error(`of ${received.length} blocks ${foreign.length} came from somebody else`);
  return senders.map(({ name, pkiId }) => {
    const sent = received.filter(({ sender }) => sender === pkiId);
    const by = (source: string) => sent.filter((block) => block.source === source).length;
    return `${name} gave ${late.name} ${sent.length} blocks: ${by('transfer')} by transfer, ${by('pull')} by pull, ${by('push')} by push`;
  });
}
