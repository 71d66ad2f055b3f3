/** Takes the alive messages of one author out of a recording, pushed, and inside requests and responses. */
import type { CaptureRow } from '../../adapters/capture/rows.js';
import {
  encodeEnvelope,
  encodeGossipMessage,
  openEnvelope,
  type SignedMessage,
} from '../../wire/envelope.js';
import { toHex } from '../../wire/hex.js';
import type { Envelope } from '../../wire/message-types.js';
import { messageOf } from './world.js';

/** The rows without what `pki` said of its life from `fromMs` on. */
export function mute(rows: readonly CaptureRow[], pki: string, fromMs: number): CaptureRow[] {
  return rows.flatMap((row) => {
    const signed = row.ms < fromMs ? undefined : messageOf(row.bytes);
    if (signed === undefined) return [row];
    if (isAliveOf(signed, pki) || isRequestOf(signed, pki)) return [];
    return [{ ...row, bytes: withoutAlive(signed, pki) }];
  });
}

const isAliveOf = ({ message: { content } }: SignedMessage, pki: string): boolean =>
  content.case === 'aliveMsg' && toHex(content.value.membership?.pkiId ?? NO_BYTES) === pki;

/** A membership request brings an alive message of its sender. */
function isRequestOf({ message: { content } }: SignedMessage, pki: string): boolean {
  const self = content.case === 'memReq' ? content.value.selfInformation : undefined;
  const opened = self && openEnvelope(self);
  return opened?.verdict === 'accept' && isAliveOf(opened.value, pki);
}

const NO_BYTES = new Uint8Array();

/** A membership response is unsigned: elements can be left out of it. */
function withoutAlive({ message, envelope, bytes }: SignedMessage, pki: string): Uint8Array {
  if (message.content.case !== 'memRes') return bytes;
  const keeps = (element: Envelope) => {
    const opened = openEnvelope(element);
    return opened.verdict !== 'accept' || !isAliveOf(opened.value, pki);
  };
  const { value } = message.content;
  if (value.alive.every(keeps)) return bytes;
  const content = {
    case: 'memRes' as const,
    value: { ...value, alive: value.alive.filter(keeps) },
  };
  return encodeEnvelope({ ...envelope, payload: encodeGossipMessage({ ...message, content }) });
}
