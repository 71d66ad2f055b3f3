/**
 * PEM as Go's encoding/pem reads and writes it: the PKI-ID covers the text of an identity, so every
 * leniency of that reader and every column of that writer is part of the wire.
 *
 * Implements spec/03-identity.md, clauses IDENT-3 to IDENT-5 and IDENT-9. Knows no certificates.
 */

import { accept, reject, type Verdict } from '../verdict.js';
import { latin1 } from './latin1.js';

export interface PemBlock {
  /** The words between `BEGIN ` and the dashes; may be empty. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Offset of the first byte after the line of the END marker. */
  readonly end: number;
}

const BEGIN = '-----BEGIN ';
const END = '\n-----END ';
const DASHES = '-----';
const LINE_COLUMNS = 64;

/** Without the blanks at its end. A loop: an expression would try every run of blanks in the line. */
function trimmed(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end -= 1;
  return line.slice(0, end);
}

/** The line at `start` without its end and trailing blanks, and the offset of the next line. */
function lineAt(text: string, start: number): { line: string; next: number } {
  const newline = text.indexOf('\n', start);
  if (newline < 0) return { line: trimmed(text.slice(start)), next: text.length };
  const stop = newline > start && text[newline - 1] === '\r' ? newline - 1 : newline;
  return { line: trimmed(text.slice(start, stop)), next: newline + 1 };
}

/** Padded standard base64; blanks and line ends count for nothing. */
function base64Bytes(text: string): Uint8Array | undefined {
  const dense = text.replace(/[ \t\r\n]/g, '');
  if (dense.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(dense)) return undefined;
  return Uint8Array.from(atob(dense), (character) => character.charCodeAt(0));
}

/** The first PEM block: text before it and header lines in it are passed over. */
export function decodePem(bytes: Uint8Array): PemBlock | undefined {
  const text = latin1(bytes);
  for (let from = 0; ; ) {
    const end = text.indexOf(END, from);
    if (end < 0) return undefined;
    const block = blockBefore(text, from, end);
    if (typeof block === 'object') return block;
    from = end + END.length;
    // Header lines may have run past the END marker; nothing after them is looked at.
    if (block > from) return undefined;
  }
}

/** The block that the END marker at `end` closes; otherwise how far the text was read. */
function blockBefore(text: string, from: number, end: number): PemBlock | number {
  const trailer = end + END.length;
  // Only between the last END marker and this one, so that all the searches together are one pass.
  const begin = from + text.slice(from, end).lastIndexOf(BEGIN);
  if (begin < from || (begin > from && text[begin - 1] !== '\n')) return from;
  const head = lineAt(text, begin + BEGIN.length);
  if (!head.line.endsWith(DASHES)) return head.next;
  const type = head.line.slice(0, -DASHES.length);
  let body = head.next;
  for (;;) {
    if (body >= text.length) return Number.POSITIVE_INFINITY;
    const { line, next } = lineAt(text, body);
    if (!line.includes(':')) break;
    body = next;
  }
  if (body > head.next && end < body) return body;
  if (!text.startsWith(type + DASHES, trailer)) return body;
  if (lineAt(text, trailer + type.length + DASHES.length).line !== '') return body;
  const content = end > body ? base64Bytes(text.slice(body, end)) : new Uint8Array();
  if (content === undefined) return body;
  return { type, bytes: content, end: lineAt(text, trailer - 1).next };
}

/** The DER inside id_bytes: one block of type CERTIFICATE, or of no type, and nothing after it. */
export function certificateBlock(idBytes: Uint8Array): Verdict<Uint8Array> {
  const block = decodePem(idBytes);
  if (block === undefined) return reject('IDENT-3', 'id_bytes hold no PEM block');
  if (block.end < idBytes.length) return reject('IDENT-4', 'bytes after the PEM block');
  if (block.type !== 'CERTIFICATE' && block.type !== '')
    return reject('IDENT-5', `PEM block of type ${block.type}`);
  return accept(block.bytes);
}

/** IDENT-9: the standard layout, 64 columns and a line end after the END marker. */
export function encodePem(type: string, der: Uint8Array): Uint8Array {
  const base64 = btoa(latin1(der)).match(new RegExp(`.{1,${LINE_COLUMNS}}`, 'g')) ?? [];
  const lines = [`${BEGIN}${type}${DASHES}`, ...base64, `-----END ${type}${DASHES}`, ''];
  return new TextEncoder().encode(lines.join('\n'));
}
