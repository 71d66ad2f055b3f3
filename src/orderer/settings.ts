/**
 * What the Orderer group of a channel's configuration says about cutting blocks.
 *
 * Fabric's orderer/common/blockcutter and common/channelconfig/orderer.go read the same values.
 */
import { createCodec } from '../wire/codec/codec.js';
import { BatchSizeSchema, BatchTimeoutSchema } from '../wire/gen/orderer/configuration_pb.js';
import type { ConfigGroup } from '../wire/transaction/config-update.js';
import { accept, reject, type Verdict } from '../wire/verdict.js';

const batchSizes = /*@__PURE__*/ createCodec(BatchSizeSchema);
const batchTimeouts = /*@__PURE__*/ createCodec(BatchTimeoutSchema);

export interface BatchSettings {
  /** How long the first transaction of a block waits for more. */
  readonly timeoutMs: number;
  readonly messageCountMax: number;
  /** A block is cut before it exceeds this, unless one transaction does so by itself. */
  readonly preferredBytesMax: number;
  /** Largest transaction that is taken. */
  readonly absoluteBytesMax: number;
}

/** ORDR-16: by a configuration without sound values no block could be cut. */
export function batchSettingsIn({ groups }: ConfigGroup): Verdict<BatchSettings> {
  const values = groups.Orderer?.values;
  const size = batchSizes.decode(values?.BatchSize?.value ?? new Uint8Array());
  if (size.verdict !== 'accept') return size;
  const timeout = batchTimeouts.decode(values?.BatchTimeout?.value ?? new Uint8Array());
  if (timeout.verdict !== 'accept') return timeout;
  const { maxMessageCount, preferredMaxBytes, absoluteMaxBytes } = size.value;
  const timeoutMs = millisecondsOf(timeout.value.timeout);
  if (maxMessageCount < 1 || preferredMaxBytes < 1 || absoluteMaxBytes < 1)
    return reject('ORDR-16', 'Orderer/BatchSize: every part must be above 0');
  if (preferredMaxBytes > absoluteMaxBytes)
    return reject('ORDR-16', 'Orderer/BatchSize: preferred_max_bytes exceeds absolute_max_bytes');
  if (timeoutMs === undefined)
    return reject('ORDR-16', `Orderer/BatchTimeout: no duration above 0: ${timeout.value.timeout}`);
  return accept({
    timeoutMs,
    messageCountMax: maxMessageCount,
    preferredBytesMax: preferredMaxBytes,
    absoluteBytesMax: absoluteMaxBytes,
  });
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  us: 0.001,
  µs: 0.001,
  μs: 0.001,
  ns: 0.000_001,
};

/** Whole milliseconds, rounded up, of a duration as Go writes it; undefined unless above 0. */
function millisecondsOf(text: string): number | undefined {
  if (!/^\+?((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g))
    sum += Number(number) * UNIT_MS[unit!]!;
  return sum > 0 && sum <= 2 ** 31 - 1 ? Math.ceil(sum) : undefined;
}
