/**
 * Our codec against Fabric's bindings for JavaScript (google-protobuf) and against protobuf-es's own
 * reflective one: every recorded envelope and the message in it, decoded and encoded again.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { decodeSignedMessage, encodeEnvelope, encodeGossipMessage } from '../src/wire/envelope.js';
import { EnvelopeSchema, GossipMessageSchema } from '../src/wire/gen/gossip/message_pb.js';
import { type BenchRow, bestOf, ratioOf } from './measure.js';

const { gossip } = createRequire(import.meta.url)('@hyperledger/fabric-protos');

const FOLDER = 'spec/vectors/fabric-2.4.9';
export const recordedEnvelopes = (): Uint8Array[] =>
  ['traffic', 'pull'].flatMap((file) =>
    readFileSync(`${FOLDER}/${file}.jsonl`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => new Uint8Array(Buffer.from(JSON.parse(line).envelope, 'base64'))),
  );

function ours(bytes: Uint8Array): number {
  const decoded = decodeSignedMessage(bytes);
  if (decoded.verdict !== 'accept') throw new Error(decoded.reason);
  const { envelope, message } = decoded.value;
  return encodeEnvelope({ ...envelope, payload: encodeGossipMessage(message) }).length;
}

function bindings(bytes: Uint8Array): number {
  const envelope = gossip.Envelope.deserializeBinary(bytes);
  const message = gossip.GossipMessage.deserializeBinary(envelope.getPayload_asU8());
  envelope.setPayload(message.serializeBinary());
  return envelope.serializeBinary().length;
}

function reflective(bytes: Uint8Array): number {
  const envelope = fromBinary(EnvelopeSchema, bytes);
  const message = fromBinary(GossipMessageSchema, envelope.payload);
  envelope.payload = toBinary(GossipMessageSchema, message);
  return toBinary(EnvelopeSchema, envelope).length;
}

export async function run(): Promise<BenchRow[]> {
  const envelopes = recordedEnvelopes();
  const [own, theirs, es] = bestOf(
    [ours, bindings, reflective].map((codec) => () => {
      for (const bytes of envelopes) codec(bytes);
    }),
  ).map((ms) => (1000 * ms) / envelopes.length) as [number, number, number];
  return [
    {
      name: 'codec: decode and encode, as fast as google-protobuf or faster',
      ratio: ratioOf(theirs / own),
      detail: `${own.toFixed(2)} µs an envelope, google-protobuf ${theirs.toFixed(2)} µs`,
    },
    {
      name: 'codec: against protobuf-es',
      ratio: ratioOf(es / own),
      detail: `${own.toFixed(2)} µs an envelope, protobuf-es ${es.toFixed(2)} µs`,
    },
  ];
}
