/** Channels and expectations of the cases about StateInfo. */
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Probe } from '../../harness/probe.js';
import type { Scene } from '../../harness/scene.js';
import type { Content } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';

/** `where` of an expectation: StateInfo of this probe, or of the target. */
export const of =
  ({ credentials }: Pick<Probe, 'credentials'>) =>
  ({ pkiId }: Content<'stateInfo'>): boolean =>
    hex(pkiId) === hex(credentials.pkiId);

/** A target in ch1 (O, F) and ch2 (O, F, G), which makes G known to it. */
export async function twoChannels(scene: Scene): Promise<{ ch1: InChannel; ch2: InChannel }> {
  const ch1 = scene.channel('ch1');
  const ch2 = scene.channel('ch2', { organisations: ['O', 'F', 'G'] });
  await scene.start({ channels: [ch1, ch2] });
  return { ch1: inChannel(scene, ch1), ch2: inChannel(scene, ch2) };
}
