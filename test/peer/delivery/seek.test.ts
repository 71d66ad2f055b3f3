/** The seek envelope, field by field. */
import { describe, expect, it } from 'vitest';
import { createCodec } from '../../../src/wire/codec/codec.js';
import {
  ChannelHeaderSchema,
  EnvelopeSchema,
  PayloadSchema,
  SignatureHeaderSchema,
} from '../../../src/wire/gen/common/common_pb.js';
import { SeekInfoSchema } from '../../../src/wire/gen/orderer/ab_pb.js';
import { type DeliveryScene, deliveryScene } from '../../support/delivery-scene.js';
import { START_MS } from '../../support/gossip-builders.js';
import { crypto } from '../../support/symbolic-peers.js';

function read<D extends Parameters<typeof createCodec>[0]>(schema: D, bytes: Uint8Array) {
  const decoded = createCodec(schema).decode(bytes);
  if (decoded.verdict !== 'accept') throw new Error(decoded.reason);
  return decoded.value;
}

function seekOf(scene: DeliveryScene) {
  scene.opened();
  const sent = scene
    .orderer(scene.taken())
    .flatMap((effect) => (effect.type === 'orderer.send' ? [effect.bytes] : []));
  expect(sent).toHaveLength(1);
  const envelope = read(EnvelopeSchema, sent[0]!);
  const payload = read(PayloadSchema, envelope.payload);
  return {
    envelope,
    channelHeader: read(ChannelHeaderSchema, payload.header!.channelHeader),
    signatureHeader: read(SignatureHeaderSchema, payload.header!.signatureHeader),
    seek: read(SeekInfoSchema, payload.data),
  };
}

describe('delivery: the seek envelope', () => {
  it('DELV-11: asks for all blocks from the height of the ledger on', () => {
    const scene = deliveryScene();
    scene.opened();
    scene.block(scene.chain.append());
    scene.block(scene.chain.append());
    scene.committed(1n);
    scene.ended();
    scene.nextOpening();
    scene.taken();
    const { seek, channelHeader } = seekOf(scene);
    expect(seek).toMatchObject({
      start: { Type: { case: 'specified', value: { number: 2n } } },
      stop: { Type: { case: 'specified', value: { number: 18446744073709551615n } } },
      behavior: 0,
      errorResponse: 0,
      contentType: 0,
    });
    expect(channelHeader).toMatchObject({ type: 5, version: 0, channelId: 'ch1', epoch: 0n });
  });
  it('DELV-11: names instant, creator and a nonce of 24 bytes, anew each time', () => {
    const scene = deliveryScene();
    const first = seekOf(scene);
    expect(first.channelHeader.timestamp).toMatchObject({
      seconds: BigInt(Math.floor(START_MS / 1_000)),
      nanos: 0,
    });
    expect(first.signatureHeader.creator).toEqual(scene.peer.config.identity);
    expect(first.signatureHeader.nonce).toHaveLength(24);
    scene.ended();
    scene.nextOpening();
    scene.taken();
    expect(seekOf(scene).signatureHeader.nonce).not.toEqual(first.signatureHeader.nonce);
  });
  it('DELV-12: is signed by the peer', () => {
    const { envelope } = seekOf(deliveryScene());
    const { publicKey } = crypto.signerOf('self.A');
    expect(crypto.verify(publicKey, envelope.payload, envelope.signature)).toBe(true);
  });
  it('DELV-13: binds the TLS certificate where one is presented', () => {
    expect(seekOf(deliveryScene()).channelHeader.tlsCertHash).toHaveLength(0);
    const deliverTlsHash = crypto.sha256(Uint8Array.of(7));
    expect(seekOf(deliveryScene({ deliverTlsHash })).channelHeader.tlsCertHash).toEqual(
      deliverTlsHash,
    );
  });
});
