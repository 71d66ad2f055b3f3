/**
 * Brings a ledger up to the configuration by which an organisation is a member: whoever joins with the
 * genesis block of a channel to which it was added later, has none of the blocks in between, and nobody in
 * the channel's gossip would talk to it. Blocks come from the ordering service, each verified by the
 * configuration before it (WIRE-72 to WIRE-82).
 */
import { randomBytes } from 'node:crypto';
import type { Ledger, OrdererClient } from '../../ports.js';
import { encodeBlock, judgeBlock } from '../../wire/block.js';
import { verifyBlockSignatures } from '../../wire/block-signature.js';
import { blockSignersOf } from '../../wire/channel/block-signers.js';
import type { ChannelConfig, ChannelReader, OrdererEndpoint } from '../../wire/channel/port.js';
import { createCodec } from '../../wire/codec/codec.js';
import { HeaderType, Status } from '../../wire/gen/common/common_pb.js';
import {
  SeekInfo_SeekBehavior as Behavior,
  DeliverResponseSchema,
  SeekInfoSchema,
} from '../../wire/gen/orderer/ab_pb.js';
import { sameBytes } from '../../wire/hex.js';
import type { Block } from '../../wire/message-types.js';
import { encodeFields } from '../../wire/transaction/encoding.js';
import { type Author, signedEnvelope } from '../../wire/transaction/signed-envelope.js';
import { nodeCrypto } from '../crypto-node.js';

export interface CatchUpOptions {
  readonly ledger: Ledger;
  readonly reader: ChannelReader;
  readonly client: OrdererClient;
  readonly author: Author;
  readonly mspId: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly tlsCertHash?: Uint8Array | undefined;
}

const responses = /*@__PURE__*/ createCodec(DeliverResponseSchema);

/** Whether the organisation is a member at the end; else why not, with what was committed kept. */
export async function catchUp(options: CatchUpOptions): Promise<true | string> {
  const { ledger, reader, mspId } = options;
  const isMember = ({ organisations }: ChannelConfig): boolean =>
    organisations.some((organisation) => organisation.mspId === mspId);
  const config = configOf(reader, ledger);
  if (isMember(config)) return true;
  let reason = `the channel ${ledger.channel} names no endpoint of its ordering service`;
  for (const endpoint of config.ordererEndpoints) {
    try {
      await fetchAll(options, endpoint);
      reason = `${mspId} is no member of ${ledger.channel}`;
    } catch (error) {
      reason = (error as Error).message;
    }
    if (isMember(configOf(reader, ledger))) return true;
  }
  return reason;
}

function configOf(reader: ChannelReader, { configBlock }: Ledger): ChannelConfig {
  const config = reader.read(configBlock);
  if (config.verdict !== 'accept') throw new Error(config.reason);
  return config.value;
}

/** Commits every block that there is just now. @throws Error where that ends earlier */
async function fetchAll(options: CatchUpOptions, endpoint: OrdererEndpoint): Promise<void> {
  const { client, ledger, reader } = options;
  const stream = await client.open(endpoint.endpoint, endpoint.tlsRootCerts);
  try {
    await new Promise<void>((resolve, reject) => {
      const waiting: Uint8Array[] = [];
      let isCommitting = false;
      const proceed = async (): Promise<void> => {
        if (isCommitting) return;
        isCommitting = true;
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const response = responses.decode(next);
          if (response.verdict !== 'accept') throw new Error(response.reason);
          const { Type } = response.value;
          if (Type.case === 'block') {
            verify(Type.value, ledger, configOf(reader, ledger));
            await ledger.commit(ledger.height, encodeBlock(Type.value));
            // Not found: there is nothing beyond what the ledger has.
          } else if (Type.value === Status.SUCCESS || Type.value === Status.NOT_FOUND)
            return resolve();
          else throw new Error(`orderer ${endpoint.endpoint}: ${Status[Type.value ?? 0]}`);
        }
        isCommitting = false;
        stream.resume();
      };
      stream.listen({
        received(bytes) {
          waiting.push(bytes);
          // A slow ledger holds up the orderer and not the memory.
          stream.pause();
          proceed().catch(reject);
        },
        ended: (reason) => reject(new Error(`orderer ${endpoint.endpoint}: ${reason}`)),
      });
      stream.send(seekFrom(options));
    });
  } finally {
    stream.close();
  }
}

function seekFrom({ ledger, author, nowMs, tlsCertHash }: CatchUpOptions): Uint8Array {
  const number = ledger.height;
  return signedEnvelope(
    {
      type: HeaderType.DELIVER_SEEK_INFO,
      channel: ledger.channel,
      nowMs,
      nonce: new Uint8Array(randomBytes(24)),
      ...(tlsCertHash && { tlsCertHash }),
      data: encodeFields(SeekInfoSchema, {
        start: { Type: { case: 'specified', value: { number } } },
        stop: { Type: { case: 'newest', value: {} } },
        behavior: Behavior.FAIL_IF_NOT_READY,
      }),
    },
    author,
  );
}

/** @throws Error unless the block is the next one, and the ordering service signed it. */
function verify(block: Block, { channel, height, lastHash }: Ledger, config: ChannelConfig): void {
  const judged = judgeBlock(nodeCrypto, block, { channel, number: height });
  if (judged.verdict !== 'accept') throw new Error(judged.reason);
  if (!sameBytes(block.header!.previousHash, lastHash))
    throw new Error(`block ${height} does not follow the one before it`);
  const signed = verifyBlockSignatures(nodeCrypto, block, {
    ...blockSignersOf(config),
    ...(config.consenter && { consenter: config.consenter }),
  });
  if (signed.verdict !== 'accept') throw new Error(`block ${height}: ${signed.reason}`);
}
