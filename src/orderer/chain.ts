/**
 * One channel of a solo ordering service: accepted envelopes in, signed blocks out, in an order that
 * the sequence of calls decides. Pure: the host keeps the blocks, and the time (BatchTimeout).
 */
import type { ChannelConfig, ChannelReader } from '../wire/channel/port.js';
import type { Crypto } from '../wire/crypto/port.js';
import { currentConfigIn } from '../wire/transaction/config-transaction.js';
import type { ConfigGroup } from '../wire/transaction/config-update.js';
import type { Author } from '../wire/transaction/signed-envelope.js';
import { accept, type Verdict } from '../wire/verdict.js';
import { makeBlock, type Tip } from './block-maker.js';
import { addTransaction, type Batch, type Cutter, createCutter, cut } from './cutter.js';
import { type BatchSettings, batchSettingsIn } from './settings.js';

export type ChainEffect =
  /** Keep this block; it follows the one before. */
  | { readonly type: 'block.write'; readonly number: bigint; readonly bytes: Uint8Array }
  /** Call `batchDue` after this time. */
  | { readonly type: 'timer.arm'; readonly ms: number }
  | { readonly type: 'timer.disarm' };

export interface ChainOptions {
  readonly crypto: Crypto;
  readonly reader: ChannelReader;
  /** The orderer. */
  readonly author: Author;
  /** 24 fresh bytes. */
  readonly nonce: () => Uint8Array;
}

export interface Chain {
  readonly channel: string;
  readonly options: ChainOptions;
  /** With the blocks that were made, written or not. */
  tip: Tip;
  config: ChannelConfig;
  /** The configuration as it stands in its block. */
  group: ConfigGroup;
  settings: BatchSettings;
  readonly cutter: Cutter;
  isTimerArmed: boolean;
}

/** What a config block means to its orderer. */
export interface Configuration {
  readonly config: ChannelConfig;
  readonly group: ConfigGroup;
  readonly settings: BatchSettings;
}

/** ORDR-37: refuses a block that is no config block of a channel, or one by which no block could be cut. */
export function readConfiguration(
  reader: ChannelReader,
  configBlock: Uint8Array,
): Verdict<Configuration> {
  const config = reader.read(configBlock);
  if (config.verdict !== 'accept') return config;
  const current = currentConfigIn(configBlock);
  if (current.verdict !== 'accept') return current;
  const { group } = current.value;
  const settings = batchSettingsIn(group);
  if (settings.verdict !== 'accept') return settings;
  return accept({ config: config.value, group, settings: settings.value });
}

export const createChain = (
  options: ChainOptions,
  { config, group, settings }: Configuration,
  tip: Tip,
): Chain => ({
  channel: config.channel,
  options,
  tip,
  config,
  group,
  settings,
  cutter: createCutter(),
  isTimerArmed: false,
});

/** Orders a transaction that broadcast.ts has accepted. `sizeBytes` are those of payload and signature. */
export function orderTransaction(
  chain: Chain,
  transaction: Uint8Array,
  sizeBytes: number,
): readonly ChainEffect[] {
  const batches = addTransaction(chain.cutter, chain.settings, transaction, sizeBytes);
  return [...batches.map((batch) => write(chain, batch)), ...timerFor(chain)];
}

/** ORDR-14, ORDR-40: orders a configuration: what waits is cut first, and the configuration has a block of its own. */
export function orderConfiguration(
  chain: Chain,
  envelope: Uint8Array,
  next: Configuration,
): readonly ChainEffect[] {
  const effects = cut(chain.cutter).map((batch) => write(chain, batch));
  effects.push(write(chain, [envelope], true));
  chain.config = next.config;
  chain.group = next.group;
  chain.settings = next.settings;
  return [...effects, ...timerFor(chain)];
}

/** ORDR-13, ORDR-15: the time of the batch that waits is up, or the service stops. */
export function batchDue(chain: Chain): readonly ChainEffect[] {
  chain.isTimerArmed = false;
  return cut(chain.cutter).map((batch) => write(chain, batch));
}

/** The block that a configuration would have next; for its judgement alone. */
export const proposedBlock = (chain: Chain, envelope: Uint8Array): Uint8Array =>
  made(chain, [envelope], true).bytes;

function write(chain: Chain, batch: Batch, isConfig = false): ChainEffect {
  const { bytes, tip } = made(chain, batch, isConfig);
  const number = chain.tip.height;
  chain.tip = tip;
  return { type: 'block.write', number, bytes };
}

function made(chain: Chain, batch: Batch, isConfig: boolean) {
  const { crypto, author, nonce } = chain.options;
  return makeBlock(chain.tip, batch, { crypto, author, nonce: nonce(), isConfig });
}

/** ORDR-13: the timer runs while something waits; it is not restarted by what joins. */
function timerFor(chain: Chain): readonly ChainEffect[] {
  const isNeeded = chain.cutter.waiting.length > 0;
  if (isNeeded === chain.isTimerArmed) return [];
  chain.isTimerArmed = isNeeded;
  return [
    isNeeded ? { type: 'timer.arm', ms: chain.settings.timeoutMs } : { type: 'timer.disarm' },
  ];
}
