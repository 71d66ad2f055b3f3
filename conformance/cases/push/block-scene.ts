/** The channels of the cases about pushed blocks. */
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Scene } from '../../harness/scene.js';

/** A target in ch1 of O and F, and in ch2 of O and G: G is known to it and outside ch1. */
export async function started(scene: Scene): Promise<InChannel> {
  const ch1 = scene.channel('ch1');
  const ch2 = scene.channel('ch2', { organisations: ['O', 'G'] });
  await scene.start({ channels: [ch1, ch2] });
  return inChannel(scene, ch1);
}
