/** What is inside an envelope, in indented words: fields by name, envelopes inside it opened, PKI-IDs by who has them. */
import { fromBase64 } from '../../src/trace/base64.js';
import { commonNameOf } from '../../src/trace/common-name.js';
import { decodeSignedMessage, internalEndpointOf, openEnvelope } from '../../src/wire/envelope.js';
import { toHex } from '../../src/wire/hex.js';
import { parseCertificate } from '../../src/wire/identity/certificate.js';
import { decodePem } from '../../src/wire/identity/pem.js';
import type { Envelope } from '../../src/wire/message-types.js';
import { decodeSerializedIdentity } from '../../src/wire/serialized-identity.js';

/** Longer byte strings are told by their beginning and length. */
const BYTES_MAX = 32;
/** Of a list with more elements, those that follow are counted. */
const ELEMENTS_MAX = 40;

/** The name of whom a PKI-ID in hex belongs to; undefined if nobody is known. */
export type NameOf = (pkiHex: string) => string | undefined;

/** `envelope` is base64. */
export function messageText(envelope: string, nameOf: NameOf): string {
  const bytes = fromBase64(envelope);
  if (bytes === undefined) return 'no base64';
  const read = decodeSignedMessage(bytes);
  if (read.verdict !== 'accept')
    return `${bytes.length} bytes that do not decode (${read.clause}): ${read.reason}\n${shortHex(bytes)}`;
  const lines: string[] = [`envelope of ${bytes.length} bytes`];
  tellEnvelope(read.value.envelope, read.value.message, 1, lines, nameOf);
  return lines.join('\n');
}

function tellEnvelope(
  envelope: Envelope,
  message: object,
  depth: number,
  lines: string[],
  nameOf: NameOf,
): void {
  const signature = envelope.signature.length;
  const pad = '  '.repeat(depth);
  lines.push(`${pad}signature: ${signature === 0 ? 'none' : `${signature} bytes`}`);
  const secret = internalEndpointOf(envelope);
  if (secret !== '') lines.push(`${pad}secret: internal endpoint ${secret}`);
  else if (envelope.secretEnvelope !== undefined) lines.push(`${pad}secret: there is one`);
  tell(message, depth, lines, nameOf);
}

function tell(value: object, depth: number, lines: string[], nameOf: NameOf): void {
  const pad = '  '.repeat(depth);
  for (const [name, field] of Object.entries(value)) {
    if (name === '$typeName' || name === '$unknown' || isEmpty(field)) continue;
    if (Array.isArray(field)) {
      lines.push(`${pad}${name}: ${field.length}`);
      for (const element of field.slice(0, ELEMENTS_MAX))
        tellField('-', element, depth + 1, lines, nameOf);
      if (field.length > ELEMENTS_MAX)
        lines.push(`${pad}  … and ${field.length - ELEMENTS_MAX} more`);
    } else tellField(name, field, depth, lines, nameOf);
  }
}

function tellField(
  name: string,
  field: unknown,
  depth: number,
  lines: string[],
  nameOf: NameOf,
): void {
  const pad = '  '.repeat(depth);
  if (field instanceof Uint8Array) lines.push(`${pad}${name}: ${sayBytes(name, field, nameOf)}`);
  else if (typeof field !== 'object' || field === null)
    lines.push(`${pad}${name}: ${String(field)}`);
  else if (isEnvelope(field)) {
    const opened = openEnvelope(field);
    if (opened.verdict === 'accept') {
      lines.push(`${pad}${name}: envelope`);
      tellEnvelope(field, opened.value.message, depth + 1, lines, nameOf);
    } else lines.push(`${pad}${name}: an envelope that does not decode: ${opened.reason}`);
  } else if ('case' in field && 'value' in field) {
    lines.push(`${pad}${String(field.case)}:`);
    if (typeof field.value === 'object' && field.value !== null)
      tell(field.value, depth + 1, lines, nameOf);
  } else {
    lines.push(`${pad}${name}:`);
    tell(field, depth + 1, lines, nameOf);
  }
}

const isEnvelope = (field: object): field is Envelope =>
  '$typeName' in field && field.$typeName === 'gossip.Envelope';

const isEmpty = (field: unknown): boolean =>
  field === undefined ||
  field === '' ||
  field === false ||
  field === 0n ||
  ((field instanceof Uint8Array || Array.isArray(field)) && field.length === 0) ||
  (typeof field === 'object' && field !== null && 'case' in field && field.case === undefined);

function sayBytes(name: string, bytes: Uint8Array, nameOf: NameOf): string {
  if (/pkiId$/i.test(name)) {
    const who = nameOf(toHex(bytes));
    return `${shortHex(bytes)}${who === undefined ? '' : ` (${who})`}`;
  }
  if (name === 'identity' || name === 'cert') return sayIdentity(bytes) ?? shortHex(bytes);
  if (name === 'channel') return new TextDecoder().decode(bytes);
  return shortHex(bytes);
}

function sayIdentity(bytes: Uint8Array): string | undefined {
  const read = decodeSerializedIdentity(bytes);
  if (read.verdict !== 'accept') return undefined;
  const block = decodePem(read.value.idBytes);
  const certificate = block && parseCertificate(block.bytes);
  const name = certificate && commonNameOf(certificate);
  return `${read.value.mspid}${name === undefined ? '' : `, ${name}`}, ${bytes.length} bytes`;
}

const shortHex = (bytes: Uint8Array): string =>
  bytes.length <= BYTES_MAX
    ? toHex(bytes)
    : `${toHex(bytes.subarray(0, 16))}… (${bytes.length} bytes)`;
