/**
 * The codec of one message type: bytes to value or refusal, value to canonical bytes.
 *
 * Spec: spec/02-wire.md, section Encoding. Values have the shapes of the types that protobuf-es generates.
 */
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { accept, reject, type Verdict } from '../verdict.js';
import { type Cursor, INPUT_BYTES_MAX } from './cursor.js';
import { FIELD_COUNT_MAX } from './limits.js';
import { type Fields, readFields, writeFields } from './message.js';
import { planOf } from './plan.js';
import { closeSink, openSink } from './sink.js';

export interface Codec<T> {
  /**
   * Never throws. Fields of type bytes are views of `bytes`: whoever keeps a small one for long copies it.
   * Refusals carry WIRE-10 to WIRE-14.
   */
  decode(bytes: Uint8Array): Verdict<T>;
  /**
   * Canonical form: fields by ascending number, zeros left out, unknown fields last (WIRE-18, WIRE-19).
   * Integers are taken modulo their width.
   */
  encode(message: T): Uint8Array;
}

/** Compiles the codec of a message type. @throws TypeError if it uses a scalar type that is not supported. */
export function createCodec<D extends DescMessage>(desc: D): Codec<MessageShape<D>> {
  const plan = planOf(desc);
  return {
    decode(bytes) {
      if (bytes.length > INPUT_BYTES_MAX) return reject('WIRE-14', 'longer than any message');
      const cursor: Cursor = {
        bytes,
        at: 0,
        end: bytes.length,
        high: 0,
        depth: 0,
        fieldsLeft: FIELD_COUNT_MAX,
        fault: undefined,
      };
      const message: Fields = plan.fresh();
      readFields(plan, message, cursor, bytes.length);
      const fault = cursor.fault as { clause: string; reason: string } | undefined;
      return fault === undefined
        ? accept(message as MessageShape<D>)
        : reject(fault.clause, fault.reason);
    },
    encode(message) {
      const sink = openSink();
      writeFields(plan, message as unknown as Fields, sink);
      return closeSink(sink);
    },
  };
}
