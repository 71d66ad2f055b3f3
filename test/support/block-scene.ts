/** A channel scene with a ledger that takes every block, at once or when it is told to. */
import type { PeerEffect } from '../../src/peer/io.js';
import { channelScene, stateInfo } from './channel-scene.js';
import { type SceneOptions, sentIn } from './scene.js';

export interface BlockSceneOptions extends SceneOptions {
  /** Blocks that the channel has beside the first, made beforehand. Default 30. */
  readonly chainLength?: number;
  /** Whether the ledger waits for `commit()`. Default false. */
  readonly slowLedger?: boolean;
}

export function blockScene({
  chainLength = 30,
  slowLedger = false,
  ...options
}: BlockSceneOptions = {}) {
  const scene = channelScene({ ch1: 'AB' }, options);
  const chain = scene.chainOf('ch1');
  for (let number = 1; number <= chainLength; number += 1) chain.append();
  const effects: PeerEffect[] = [];
  let isSlow = slowLedger;
  let waiting: Extract<PeerEffect, { type: 'block.commit' }>[] = [];

  const note = () => {
    for (let news = scene.taken(); news.length > 0; news = scene.taken()) {
      effects.push(...news);
      waiting.push(...news.filter((effect) => effect.type === 'block.commit'));
      if (!isSlow) commit();
    }
  };
  function commit(): void {
    for (const { channel, number } of waiting.splice(0))
      scene.feed({ type: 'block.committed', channel, number });
  }

  return {
    ...scene,
    chain,
    /** Everything asked for since the last call; the ledger has had its say. */
    taken(): readonly PeerEffect[] {
      note();
      return effects.splice(0);
    },
    /** The ledger confirms what it was given; what comes of it is for `taken`. */
    commit(): void {
      for (const effect of scene.taken()) {
        effects.push(effect);
        if (effect.type === 'block.commit') waiting.push(effect);
      }
      commit();
    },
    /** From now on the ledger is fast. */
    speedUp(): void {
      isSlow = false;
      note();
      commit();
      note();
    },
    /** A live member that has shown to be on the channel. */
    channelMember(name: string, height = 1n, left = false) {
      const link = scene.member(name);
      scene.receive(link, stateInfo(name, { height, left }));
      return link;
    },
    height: (): bigint => scene.entry().height,
    /** Waits for the flush, and says on which links blocks were sent. */
    pushedTo(): string[] {
      note();
      scene.advance(10);
      note();
      return sentIn(effects.splice(0))
        .filter(({ kind }) => kind === 'dataMsg')
        .map(({ link }) => link);
    },
    clear: (): void => {
      note();
      effects.length = 0;
      waiting = [];
    },
  };
}

export type BlockScene = ReturnType<typeof blockScene>;
