/** A message of any type from the fields that matter; those left out are zero. */
import {
  create,
  type DescMessage,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import { type Codec, createCodec } from '../codec/codec.js';

const codecs = new WeakMap<DescMessage, Codec<unknown>>();

/** Canonical bytes (WIRE-18, WIRE-19). For what is built now and then, not for every gossip message. */
export function encodeFields<D extends DescMessage>(
  schema: D,
  fields: MessageInitShape<D>,
): Uint8Array {
  let codec = codecs.get(schema) as Codec<MessageShape<D>> | undefined;
  if (codec === undefined) {
    codec = createCodec(schema);
    codecs.set(schema, codec as Codec<unknown>);
  }
  return codec.encode(create(schema, fields));
}
