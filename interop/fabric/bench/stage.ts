/** What every measurement needs: peers of either side in one network, and the certainty that all of them end. */
import type { PeerSettings } from '../kit/core-yaml.js';
import type { BenchPeer, Side } from './side.js';
import { createWorld, type World } from './world.js';

export interface Role {
  readonly name: string;
  readonly leads: boolean;
  /** Names of the peers that it is told of; none: it waits to be found. */
  readonly bootstrap?: readonly string[];
}

export interface Stage {
  readonly world: World;
  start(side: Side, name: string): Promise<BenchPeer>;
  stop(peer: BenchPeer): Promise<void>;
}

/**
 * Plays with the peers of `roles`, whatever side they will be of, in a new folder; when `play` is over,
 * for good or bad, all that was started has ended. Leaders are set, not elected; what `settings` leave
 * out is as Fabric has it.
 */
export async function onStage<T>(
  folder: string,
  roles: readonly Role[],
  settings: PeerSettings,
  signal: AbortSignal,
  play: (stage: Stage) => Promise<T>,
): Promise<T> {
  const world = await createWorld(
    folder,
    roles.map(({ name }) => name),
  );
  const { network } = world;
  const endpointOf = (name: string): string => network.peers.get(name)!.endpoint;
  const settingsOf = ({ leads, bootstrap = [] }: Role): PeerSettings => ({
    ...settings,
    bootstrap: bootstrap.map(endpointOf),
    channel: { stateEnabled: true, ...settings.channel, leadership: leads ? 'static' : 'none' },
  });
  const running = new Set<BenchPeer>();
  try {
    return await play({
      world,
      async start(side, name) {
        signal.throwIfAborted();
        const role = roles.find((one) => one.name === name)!;
        const peer = await side.start({ network, name, settings: settingsOf(role) });
        running.add(peer);
        return peer;
      },
      async stop(peer) {
        running.delete(peer);
        await peer.stop();
      },
    });
  } finally {
    await Promise.allSettled([...running].map((peer) => peer.stop()));
    await world.close();
  }
}
