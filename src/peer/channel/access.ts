/** Looking up what a channel's configuration says. Derived from state, and not part of it. */
import type { ChannelConfig, ChannelReader } from '../../wire/channel/port.js';
import type { MspId } from '../../wire/identity/port.js';
import { accept, type Verdict } from '../../wire/verdict.js';
import type { PeerConfig } from '../config.js';
import type { Run } from '../run.js';
import type { PeerState } from '../state.js';
import type { ChannelEntry } from './entry.js';

/** By reader and the very bytes of the config block, so that a restored peer reads its own. */
const readConfigs = new WeakMap<ChannelReader, WeakMap<Uint8Array, ChannelConfig>>();
const organisationSets = new WeakMap<ChannelConfig, ReadonlySet<MspId>>();

/**
 * The configuration in force.
 * @throws Error if its config block does not read: it was judged when the channel was joined.
 */
export const channelConfigOf = (run: Run, entry: ChannelEntry): ChannelConfig =>
  configIn(run.config, entry);

function configIn({ channelReader }: PeerConfig, { name, configBlock }: ChannelEntry) {
  const read = channelReader && readOnce(channelReader, configBlock);
  if (read?.verdict !== 'accept') throw new Error(`config block of ${name} does not read`);
  return read.value;
}

/** What the reader makes of a serialized common.Block; of the very same bytes only once. */
export function readOnce(reader: ChannelReader, block: Uint8Array): Verdict<ChannelConfig> {
  let configs = readConfigs.get(reader);
  if (configs === undefined) {
    configs = new WeakMap();
    readConfigs.set(reader, configs);
  }
  const known = configs.get(block);
  if (known !== undefined) return accept(known);
  const read = reader.read(block);
  if (read.verdict === 'accept') configs.set(block, read.value);
  return read;
}

/** The organisations that are members of the channel. */
export function organisationsOf(run: Run, entry: ChannelEntry): ReadonlySet<MspId> {
  const config = channelConfigOf(run, entry);
  let organisations = organisationSets.get(config);
  if (organisations === undefined) {
    organisations = new Set(config.organisations.map(({ mspId }) => mspId));
    organisationSets.set(config, organisations);
  }
  return organisations;
}

/** Whether an organisation is a member of the channel. Unknown organisations are not. */
export const isInChannel = (run: Run, entry: ChannelEntry, mspId: MspId | undefined): boolean =>
  mspId !== undefined && organisationsOf(run, entry).has(mspId);

/**
 * CHAN-20: the configuration of a peer with what its channels make it trust in place of `authority`,
 * once it has joined one.
 */
export function withChannelAuthority(config: PeerConfig, { channels }: PeerState): PeerConfig {
  const { channelReader } = config;
  if (channelReader === undefined || channels.size === 0) return config;
  const configs = [...channels.values()].map((entry) => configIn(config, entry));
  return { ...config, authority: channelReader.authority(configs) };
}
