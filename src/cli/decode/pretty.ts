/** Rows of a capture for people: one line each, or the whole message as JSON. */

import { toHex } from '../../wire/hex.js';
import { authorOf } from '../../wire/inside.js';
import type { GossipMessage } from '../../wire/message-types.js';
import type { Judgement } from '../../wire/verify-known.js';
import type { Inspected, Survey } from './survey.js';

const mark = ({ signature, secret }: Judgement): string =>
  [signature ?? 'unsigned', ...(secret === undefined ? [] : [`secret ${secret}`])].join(', ');

/** `12  94 ms  in  cli1  CONN  a58aa623…  valid` */
export function rowLine({ row, kind, message, judgement, nested }: Inspected): string {
  const author = message && authorOf(message);
  const inner = nested.length === 0 ? '' : ` · ${nested.length} nested: ${tally(nested)}`;
  return [
    String(row.line).padStart(5),
    `${row.ms} ms`.padStart(10),
    row.dir.padEnd(3),
    row.conn.padEnd(5),
    kind.padEnd(20),
    (author === undefined ? '' : `${toHex(author).slice(0, 8)}…`).padEnd(9),
    `${mark(judgement)}${inner}`,
  ].join('  ');
}

function tally(nested: Inspected['nested']): string {
  const states = new Map<string, number>();
  for (const { judgement } of nested) {
    const state = judgement.signature ?? 'unsigned';
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  return [...states].map(([state, n]) => `${n} ${state}`).join(', ');
}

/** Bytes in hex, 64-bit numbers in digits, names of types left out. */
export const messageJson = (message: GossipMessage): string =>
  JSON.stringify(
    message,
    (key, value) => {
      if (key === '$typeName' || key === '$unknown') return undefined;
      if (value instanceof Uint8Array) return toHex(value);
      return typeof value === 'bigint' ? String(value) : value;
    },
    2,
  );

export function surveyText(survey: Survey): string {
  const { signatures, secretSignatures, kinds } = survey;
  const states = ({ valid, invalid, unverifiable }: Survey['signatures']) =>
    `${valid} valid, ${invalid} invalid, ${unverifiable} unverifiable`;
  const byKind = Object.entries(kinds).map(([kind, n]) => `${kind} ${n}`);
  return [
    `${survey.envelopes} envelopes: ${survey.signed} signed, ${survey.unsigned} unsigned, ${survey.nested} nested; ${survey.secrets} outer ones have a secret`,
    `${survey.roundTrip} of ${survey.envelopes} payloads encode to the bytes that were received${
      survey.roundTrip < survey.envelopes ? '; the others are not as an encoder writes them' : ''
    }`,
    `signatures, nested ones included: ${states(signatures)}; of secrets: ${states(secretSignatures)}`,
    `kinds: ${byKind.join(', ')}`,
  ].join('\n');
}
