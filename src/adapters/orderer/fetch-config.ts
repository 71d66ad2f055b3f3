/** Fetches the newest config block of a channel from an ordering service, as Fabric's `peer` does. */
import { randomBytes } from 'node:crypto';
import { tipAfter } from '../../orderer/tip.js';
import type { DeliverStream, OrdererClient } from '../../ports.js';
import { encodeBlock } from '../../wire/block.js';
import { createCodec } from '../../wire/codec/codec.js';
import { HeaderType, Status } from '../../wire/gen/common/common_pb.js';
import {
  SeekInfo_SeekBehavior as Behavior,
  DeliverResponseSchema,
  SeekInfoSchema,
  type SeekPosition,
} from '../../wire/gen/orderer/ab_pb.js';
import { encodeFields } from '../../wire/transaction/encoding.js';
import { type Author, signedEnvelope } from '../../wire/transaction/signed-envelope.js';
import { nodeCrypto } from '../crypto-node.js';

export interface FetchOptions {
  readonly client: OrdererClient;
  /** host:port */
  readonly orderer: string;
  /** PEM */
  readonly tlsRootCerts: readonly Uint8Array[];
  readonly channel: string;
  readonly author: Author;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** SHA-256 of the DER of the own TLS leaf, if there is one. */
  readonly tlsCertHash?: Uint8Array | undefined;
}

type Position = SeekPosition['Type'];
const responses = /*@__PURE__*/ createCodec(DeliverResponseSchema);

/** A serialized common.Block. @throws Error with the orderer's status, or why it was not reached */
export async function fetchConfigBlock(options: FetchOptions): Promise<Uint8Array> {
  const newest: Position = { case: 'newest', value: { $typeName: 'orderer.SeekNewest' } };
  const stream = await options.client.open(options.orderer, options.tlsRootCerts);
  try {
    const ask = asker(stream, options);
    const tip = tipAfter(nodeCrypto, await ask(newest));
    if (tip === undefined) throw new Error('the newest block names no configuration');
    const number = tip.lastConfig;
    return await ask({ case: 'specified', value: { $typeName: 'orderer.SeekSpecified', number } });
  } finally {
    stream.close();
  }
}

/** One block at a time. */
function asker(stream: DeliverStream, { channel, author, nowMs, tlsCertHash }: FetchOptions) {
  let waiting: { resolve(block: Uint8Array): void; reject(error: Error): void } | undefined;
  let block: Uint8Array | undefined;
  stream.listen({
    received(bytes) {
      const response = responses.decode(bytes);
      if (response.verdict !== 'accept') return waiting?.reject(new Error(response.reason));
      const { Type } = response.value;
      if (Type.case === 'block') block = encodeBlock(Type.value);
      else if (Type.value === Status.SUCCESS && block !== undefined) waiting?.resolve(block);
      else waiting?.reject(new Error(`the orderer answered ${Status[Type.value ?? 0]}`));
    },
    ended: (reason) => waiting?.reject(new Error(reason)),
  });
  return (Type: Position): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      block = undefined;
      const position = { Type };
      stream.send(
        signedEnvelope(
          {
            type: HeaderType.DELIVER_SEEK_INFO,
            channel,
            nowMs,
            nonce: new Uint8Array(randomBytes(24)),
            ...(tlsCertHash && { tlsCertHash }),
            data: encodeFields(SeekInfoSchema, {
              start: position,
              stop: position,
              behavior: Behavior.FAIL_IF_NOT_READY,
            }),
          },
          author,
        ),
      );
    });
}
