/**
 * The frame of a config block: which channel it configures, and the bytes that say how.
 *
 * Implements spec/09-channel.md, CHAN-1.
 */
import { decodeBlock } from '../block.js';
import { HeaderType } from '../gen/common/common_pb.js';
import { readSignedEnvelope } from '../transaction/signed-envelope.js';
import { accept, reject, type Verdict } from '../verdict.js';

export interface ConfigFrame {
  readonly channel: string;
  readonly number: bigint;
  /** A serialized common.ConfigEnvelope, or what a symbolic channel has in its place. */
  readonly content: Uint8Array;
}

/** What Fabric lets a channel be called. */
const CHANNEL_NAME = /^[a-z][a-z0-9.-]{0,248}$/;

/** CHAN-1: `block` is a serialized common.Block. */
export function configFrameOf(block: Uint8Array): Verdict<ConfigFrame> {
  const decoded = decodeBlock(block);
  if (decoded.verdict !== 'accept') return flawed(decoded.reason);
  const { header, data } = decoded.value;
  if (header === undefined) return flawed('block without header');
  const [transaction, ...more] = data?.data ?? [];
  if (transaction === undefined || more.length > 0)
    return flawed(`${data?.data.length ?? 0} transactions, not one`);
  const envelope = readSignedEnvelope(transaction);
  if (envelope.verdict !== 'accept') return flawed(envelope.reason);
  const { channelHeader, data: content } = envelope.value;
  if (channelHeader.type !== HeaderType.CONFIG)
    return flawed(`transaction of type ${channelHeader.type}`);
  if (!CHANNEL_NAME.test(channelHeader.channelId)) return flawed('no name of a channel');
  return accept({ channel: channelHeader.channelId, number: header.number, content });
}

const flawed = (reason: string) => reject('CHAN-1', `not a config block: ${reason}`);
