/** Looking up what a channel's configuration says. Derived from state, and not part of it. */
import type { ChannelConfig, ChannelReader } from '../../wire/channel/port.js';
import type { MspId } from '../../wire/identity/port.js';
import { accept, type Verdict } from '../../wire/verdict.js';
import type { PeerConfig } from '../config.js';
import type { Run } from '../run.js';
import type { IdentityEntry, PeerState, PkiHex } from '../state.js';
import { derivedOf } from './derived.js';
import type { ChannelEntry } from './entry.js';

/** By reader and the very bytes of the config block, so that a restored peer reads its own. */
const readConfigs = new WeakMap<ChannelReader, WeakMap<Uint8Array, ChannelConfig>>();

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

/** What is in force in a channel. */
export interface InForce {
  readonly reader: ChannelReader;
  readonly block: Uint8Array;
  readonly config: ChannelConfig;
  readonly organisations: ReadonlySet<MspId>;
  /** Who satisfies Readers, as far as asked: it follows from the identity that a PKI-ID names. */
  readonly readers: Map<PkiHex, boolean>;
}

/** @throws Error if the config block does not read: it was judged when it took effect. */
function inForceIn({ channelReader: reader }: PeerConfig, entry: ChannelEntry): InForce {
  const derived = derivedOf(entry);
  const known = derived.inForce;
  const { name, configBlock: block } = entry;
  if (known !== undefined && known.block === block && known.reader === reader) return known;
  const read = reader && readOnce(reader, block);
  if (read?.verdict !== 'accept') throw new Error(`config block of ${name} does not read`);
  const config = read.value;
  const organisations = new Set(config.organisations.map(({ mspId }) => mspId));
  const made = { reader: reader!, block, config, organisations, readers: new Map() };
  derived.inForce = made;
  return made;
}

/** The configuration in force. */
export const channelConfigOf = (run: Run, entry: ChannelEntry): ChannelConfig =>
  inForceIn(run.config, entry).config;

/** The organisations that are members of the channel. */
export const organisationsOf = (run: Run, entry: ChannelEntry): ReadonlySet<MspId> =>
  inForceIn(run.config, entry).organisations;

/** Whether a peer whose identity is stored satisfies /Channel/Application/Readers. */
export function isReader(
  run: Run,
  entry: ChannelEntry,
  pki: PkiHex,
  { identity }: IdentityEntry,
): boolean {
  const { config, readers } = inForceIn(run.config, entry);
  let isOne = readers.get(pki);
  if (isOne === undefined) {
    isOne = config.satisfies('/Channel/Application/Readers', [identity]);
    if (readers.size >= run.config.parameters.identitiesMax) readers.clear();
    readers.set(pki, isOne);
  }
  return isOne;
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
  const configs = [...channels.values()].map((entry) => inForceIn(config, entry).config);
  return { ...config, authority: channelReader.authority(configs) };
}
