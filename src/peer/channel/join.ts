/**
 * Joining, leaving and reconfiguring a channel.
 *
 * Implements spec/09-channel.md, CHAN-10 to CHAN-17, CHAN-20 to CHAN-24,
 * CHAN-26, CHAN-71, CHAN-73, CHAN-74.
 */

import type { ChannelConfig } from '../../wire/channel/port.js';
import { sameBytes } from '../../wire/hex.js';
import { ignore, type Refusal, reject, type Verdict } from '../../wire/verdict.js';
import { contactAnchors } from '../contacts.js';
import { newDelivery, orderersChanged } from '../delivery/delivery.js';
import { newElection, startElection, stopElection } from '../election/election.js';
import { identityOf, sweepRevokedIdentities } from '../identities.js';
import type { PeerInput } from '../io.js';
import { newPullEngine } from '../pull/engine.js';
import { refuse } from '../refuse.js';
import { begin, instanceOf, type Run, report } from '../run.js';
import { newBlockBuffer } from '../transfer/buffer.js';
import { newTransfer, startTransfer } from '../transfer/transfer.js';
import {
  channelConfigOf,
  isInChannel,
  isReader,
  readOnce,
  withChannelAuthority,
} from './access.js';
import type { ChannelEntry } from './entry.js';
import { propertiesChanged } from './state-info.js';
import { dropStateInfos } from './state-info-store.js';
import { channelPeriodsOf } from './ticks.js';

type JoinInput = Extract<PeerInput, { type: 'channel.join' }>;

/** CHAN-10 to CHAN-14 */
export function joinChannel(run: Run, input: JoinInput): void {
  const { config, state, at } = run;
  const { channel, height, lastHash } = input;
  const judged = judgeJoin(run, input);
  if (judged.verdict !== 'accept') return refuseHere(run, judged);
  const now = BigInt(at) * 1_000_000n;
  const entry: ChannelEntry = {
    name: channel,
    hasLeft: false,
    configBlock: ownBytes(input.configBlock),
    height,
    lastHash,
    incNum: now, // CHAN-33
    changedNum: now,
    publisher: instanceOf({ channel }),
    stateInfos: new Map(),
    stateInfoChanges: 0,
    trackedPeers: [],
    window: new Map(),
    pull: newPullEngine(config, `block/${channel}`),
    buffer: newBlockBuffer(config, height),
    transfer: newTransfer(config),
    election: newElection(config),
    delivery: newDelivery(config),
  };
  state.channels.set(channel, entry);
  reportChannel(run, entry, 'joined');
  begin(run, 'state-info-publisher', channel, entry.publisher);
  startTickers(run, channel);
  trustChannels(run);
  contactAnchors(run, channelConfigOf(run, entry));
  startTransfer(run, entry);
  startElection(run, entry);
}

function judgeJoin({ config, state }: Run, input: JoinInput): Verdict<ChannelConfig> {
  const { channel } = input;
  const { channelReader, parameters, mspId } = config;
  if (state.channels.has(channel)) return ignore('CHAN-11', `${channel} is joined already`);
  if (state.channels.size >= parameters.channelsMax)
    return ignore('CHAN-12', `no room for ${channel}`);
  if (channelReader === undefined) return ignore('CHAN-10', 'no reader of configurations');
  const read = readOnce(channelReader, input.configBlock);
  if (read.verdict !== 'accept') return read;
  if (read.value.channel !== channel)
    return reject('CHAN-13', `config block of ${read.value.channel}, not of ${channel}`);
  return hasOrganisation(read.value, mspId)
    ? read
    : ignore('CHAN-14', `our organisation is not a member of ${channel}`);
}

const hasOrganisation = ({ organisations }: ChannelConfig, mspId: string): boolean =>
  organisations.some((organisation) => organisation.mspId === mspId);

function startTickers(run: Run, channel: string): void {
  const periods = channelPeriodsOf(run.config.parameters);
  for (const tick of Object.keys(periods) as (keyof typeof periods)[]) {
    const key = `${tick}/${channel}`;
    const ticker = instanceOf({ tick, channel, periodMs: periods[tick] });
    run.state.tickers.set(key, ticker);
    begin(run, 'ticker', key, ticker);
  }
}

/** CHAN-20, CHAN-21: whom the peer trusts follows from the channels that it has joined. */
function trustChannels(run: Run): void {
  run.config = withChannelAuthority(run.config, run.state);
  sweepRevokedIdentities(run);
}

/** CHAN-73, CHAN-74: a sound peer judges by what it trusts from now on. */
function trustAnew(run: Run): void {
  if (run.config.profile === 'hardened') return trustChannels(run);
  sweepRevokedIdentities(run);
  run.config = withChannelAuthority(run.config, run.state);
}

/** CHAN-26: told to others by the next StateInfo. */
export function leaveChannel(run: Run, channel: string): void {
  const entry = run.state.channels.get(channel);
  if (entry === undefined || entry.hasLeft) return;
  entry.hasLeft = true;
  reportChannel(run, entry, 'left');
  stopElection(run, entry); // ELEC-16
  propertiesChanged(run, entry);
}

/** A config block has been committed: its configuration takes effect (CHAN-15 to CHAN-17). */
export function reconfigure(run: Run, entry: ChannelEntry, configBlock: Uint8Array): void {
  const before = channelConfigOf(run, entry);
  const refusal = refusalOfConfig(run, before, configBlock);
  if (refusal !== undefined) return refuseHere(run, refusal);
  entry.configBlock = ownBytes(configBlock);
  reportChannel(run, entry, 'configured');
  trustAnew(run);
  // CHAN-22
  dropStateInfos(run, entry, (author) => {
    if (author === run.config.pkiHex) return true;
    const identity = identityOf(run, author);
    if (identity === undefined || !isInChannel(run, entry, identity.mspId)) return false;
    return isReader(run, entry, author, identity);
  });
  const after = channelConfigOf(run, entry);
  if (!sameOrganisations(run, before, after)) contactAnchors(run, after); // CHAN-23
  if (!sameOrderers(before, after)) orderersChanged(run, entry); // CHAN-24
}

function refusalOfConfig(
  { config }: Run,
  before: ChannelConfig,
  configBlock: Uint8Array,
): Refusal | undefined {
  const read = readOnce(config.channelReader!, configBlock);
  if (read.verdict !== 'accept') return read;
  const { channel, sequence } = read.value;
  if (channel !== before.channel)
    return reject('CHAN-13', `config block of ${channel}, not of ${before.channel}`);
  if (sequence < before.sequence)
    return ignore('CHAN-16', `configuration ${sequence} after ${before.sequence}`);
  if (!hasOrganisation(read.value, config.mspId))
    return ignore('CHAN-17', 'our organisation is not a member of the channel');
  return undefined;
}

/** CHAN-23, CHAN-71 */
function sameOrganisations({ config }: Run, a: ChannelConfig, b: ChannelConfig): boolean {
  const compared = ({ organisations }: ChannelConfig): string =>
    JSON.stringify(
      config.profile === 'fabric-2.5'
        ? organisations
        : organisations.map(({ mspId, anchors }) => [mspId, [...anchors].sort()]),
    );
  return compared(a) === compared(b);
}

const sameOrderers = (a: ChannelConfig, b: ChannelConfig): boolean =>
  a.consensusType === b.consensusType &&
  a.ordererEndpoints.length === b.ordererEndpoints.length &&
  a.ordererEndpoints.every(({ endpoint, mspId, tlsRootCerts }, index) => {
    const other = b.ordererEndpoints[index]!;
    return (
      endpoint === other.endpoint &&
      mspId === other.mspId &&
      tlsRootCerts.length === other.tlsRootCerts.length &&
      tlsRootCerts.every((cert, at) => sameBytes(cert, other.tlsRootCerts[at]!))
    );
  });

/** A config block that is a view of a message does not hold all of that message. */
const ownBytes = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();

/** The ledger has grown: others are told its height (CHAN-35). */
export const heightChanged = (run: Run, entry: ChannelEntry): void => propertiesChanged(run, entry);

function reportChannel(
  run: Run,
  { name, height }: ChannelEntry,
  what: 'joined' | 'configured' | 'left',
): void {
  report(run, { kind: 'channel', what, channel: name, height: `${height}` });
}

function refuseHere(run: Run, refusal: Refusal): void {
  refuse(run, { link: '', sender: '', message: '', author: '' }, refusal);
}
