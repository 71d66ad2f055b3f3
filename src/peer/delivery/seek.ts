/**
 * The seek envelope: what a peer asks of the ordering service.
 *
 * Implements spec/12-delivery.md, DELV-11 to DELV-13.
 */
import { createCodec } from '../../wire/codec/codec.js';
import {
  ChannelHeaderSchema,
  EnvelopeSchema,
  HeaderType,
  PayloadSchema,
  SignatureHeaderSchema,
} from '../../wire/gen/common/common_pb.js';
import {
  SeekInfo_SeekBehavior as Behavior,
  SeekInfo_SeekContentType as ContentType,
  SeekInfo_SeekErrorResponse as ErrorResponse,
  SeekInfoSchema,
  type SeekPosition,
} from '../../wire/gen/orderer/ab_pb.js';
import type { Choose } from '../io.js';
import type { Run } from '../run.js';

const channelHeaders = /*@__PURE__*/ createCodec(ChannelHeaderSchema);
const signatureHeaders = /*@__PURE__*/ createCodec(SignatureHeaderSchema);
const seeks = /*@__PURE__*/ createCodec(SeekInfoSchema);
const payloads = /*@__PURE__*/ createCodec(PayloadSchema);
const envelopes = /*@__PURE__*/ createCodec(EnvelopeSchema);

const NO_BYTES = new Uint8Array(0);
const LAST = 2n ** 64n - 1n;

/** A serialized common.Envelope that asks for every block from `height` on, for ever. */
export function seekEnvelope(run: Run, channel: string, height: bigint): Uint8Array {
  const { config, at, choose } = run;
  const payload = payloads.encode({
    $typeName: 'common.Payload',
    header: {
      $typeName: 'common.Header',
      channelHeader: channelHeaders.encode({
        $typeName: 'common.ChannelHeader',
        type: HeaderType.DELIVER_SEEK_INFO,
        version: 0,
        timestamp: {
          $typeName: 'google.protobuf.Timestamp',
          seconds: BigInt(Math.floor(at / 1_000)),
          nanos: 0,
        },
        channelId: channel,
        txId: '',
        epoch: 0n,
        extension: NO_BYTES,
        tlsCertHash: config.deliverTlsHash ?? NO_BYTES, // DELV-13
      }),
      signatureHeader: signatureHeaders.encode({
        $typeName: 'common.SignatureHeader',
        creator: config.identity,
        nonce: nonceOf(choose),
      }),
    },
    data: seeks.encode({
      $typeName: 'orderer.SeekInfo',
      start: specified(height),
      stop: specified(LAST),
      behavior: Behavior.BLOCK_UNTIL_READY,
      errorResponse: ErrorResponse.STRICT,
      contentType: ContentType.BLOCK,
    }),
  });
  const signature = config.signer.sign(payload); // DELV-12
  return envelopes.encode({ $typeName: 'common.Envelope', payload, signature });
}

const specified = (number: bigint): SeekPosition => ({
  $typeName: 'orderer.SeekPosition',
  Type: { case: 'specified', value: { $typeName: 'orderer.SeekSpecified', number } },
});

/** 24 bytes, as Fabric makes them. */
function nonceOf(choose: Choose): Uint8Array {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  for (const offset of [0, 8, 16]) view.setBigUint64(offset, choose.nonce());
  return bytes;
}
