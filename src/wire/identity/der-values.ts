/** Values of certificates that are text in DER: character strings and times. */
import type { Element } from './der.js';
import { latin1 } from './latin1.js';

const UTF8 = 0x0c;
const NUMERIC = 0x12;
const PRINTABLE = 0x13;
const T61 = 0x14;
const IA5 = 0x16;
const BMP = 0x1e;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Undefined if the bytes are no string of the type, or the type is none that names are made of. */
export function stringOf({ tag, content }: Element): string | undefined {
  switch (tag) {
    case UTF8:
      // The decoder throws on malformed text.
      try {
        return utf8.decode(content);
      } catch {
        return undefined;
      }
    case PRINTABLE:
      // The asterisk and the ampersand are not in the standard's set but in certificates.
      return matching(/^[A-Za-z0-9 '()+,\-./:=?*&]*$/, latin1(content));
    case IA5:
      return matching(/^[\0-\x7f]*$/, latin1(content));
    case NUMERIC:
      return matching(/^[0-9 ]*$/, latin1(content));
    case T61:
      return latin1(content);
    case BMP:
      return bmpString(content);
    default:
      return undefined;
  }
}

const matching = (pattern: RegExp, text: string): string | undefined =>
  pattern.test(text) ? text : undefined;

/** Without a zero at its end, and without what is no character of the basic plane. */
function bmpString(content: Uint8Array): string | undefined {
  if (content.length % 2 !== 0) return undefined;
  const length = content.at(-1) === 0 && content.at(-2) === 0 ? content.length - 2 : content.length;
  let text = '';
  for (let at = 0; at < length; at += 2) {
    const unit = content[at]! * 256 + content[at + 1]!;
    const isReserved = unit >= 0xfffe || (unit >= 0xfdd0 && unit <= 0xfdef);
    if (isReserved || (unit >= 0xd800 && unit <= 0xdfff)) return undefined;
    text += String.fromCharCode(unit);
  }
  return text;
}

/** Milliseconds since 1970; undefined unless the form is that of RFC 5280, 4.1.2.5. */
export function timeOf({ tag, content }: Element): number | undefined {
  const text = latin1(content);
  const digits = tag === UTC_TIME ? /^\d{12}Z$/ : tag === GENERALIZED_TIME ? /^\d{14}Z$/ : /^$/;
  if (!digits.test(text) || text === '') return undefined;
  const century = tag === GENERALIZED_TIME ? '' : text < '50' ? '20' : '19';
  const full = `${century}${text}`.slice(0, 14);
  const [year, ...fields] = [full.slice(0, 4), ...full.slice(4).match(/../g)!];
  const [month, day, hour, minute, second] = fields;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Dates that do not exist either do not parse or come out as another day.
  return new Date(ms).toJSON()?.replace(/\D/g, '').startsWith(full) ? ms : undefined;
}
