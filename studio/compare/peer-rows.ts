/** Each peer in two runs at an instant: whether it lives, how high its ledgers are, and whether it leads. */

import type { Shown } from '../page/store.js';
import { countAt } from '../run/recording.js';
import { sayLife } from '../time/say-life.js';
import type { Scene } from '../time/scene.js';

export interface PeerRow {
  readonly name: string;
  readonly here: string;
  readonly there: string;
  readonly isSame: boolean;
}

/** Peers of both runs: those of here first, in their order. */
export function peerRows(here: Shown, there: Shown, atMs: number): PeerRow[] {
  const names = [...new Set([...here.cast.peers, ...there.cast.peers].map(({ name }) => name))];
  const [mine, theirs] = [sayingOf(here, atMs), sayingOf(there, atMs)];
  return names.map((name) => {
    const [one, other] = [mine(name), theirs(name)];
    return { name, here: one, there: other, isSame: one === other };
  });
}

/** What is said of a peer of a run; the digest is said, since it tells ledgers of one height apart. */
function sayingOf(shown: Shown, atMs: number): (name: string) => string {
  const { cast, recording, timeline } = shown;
  const scene: Scene = timeline.seek(countAt(recording, atMs));
  const numbers = new Map(cast.peers.map(({ name }, index) => [name, index]));
  const { channels } = cast;
  return (name) => {
    const peer = numbers.get(name);
    if (peer === undefined) return 'not there';
    const ledgers = channels.flatMap((channel, c) => {
      const cell = peer * channels.length + c;
      const digest = recording.strings[scene.digest[cell]!]?.slice(0, 4) ?? '';
      const height = scene.height[cell]!;
      if (height < 0) return [];
      const leads = scene.leads[cell] === 1 ? ' ★ leads' : '';
      return [`${channel.name} ${height} ${digest}${leads}`.trim()];
    });
    return [sayLife(scene.life[peer]!), ...ledgers].join(', ');
  };
}
