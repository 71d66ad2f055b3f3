/** Looking up what a channel's configuration says. Derived from state, and not part of it. */
import type { ChannelConfig } from '../../wire/channel/port.js';
import type { Run } from '../run.js';
import type { ChannelEntry } from './entry.js';

/** By the very bytes of the config block, so that a restored peer reads its own. */
const readConfigs = new WeakMap<Uint8Array, ChannelConfig>();

/**
 * The configuration in force.
 * @throws Error if its config block does not read: it was judged when the channel was joined.
 */
export function channelConfigOf(run: Run, { name, configBlock }: ChannelEntry): ChannelConfig {
  const known = readConfigs.get(configBlock);
  if (known !== undefined) return known;
  const read = run.config.channelReader?.read(configBlock);
  if (read?.verdict !== 'accept') throw new Error(`config block of ${name} does not read`);
  readConfigs.set(configBlock, read.value);
  return read.value;
}

/** Whether an organisation is a member of the channel. Unknown organisations are not. */
export const isInChannel = (run: Run, entry: ChannelEntry, mspId: string | undefined): boolean =>
  mspId !== undefined &&
  channelConfigOf(run, entry).organisations.some((organisation) => organisation.mspId === mspId);
