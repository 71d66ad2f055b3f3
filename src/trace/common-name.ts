/** The common name in a certificate: how people call whom it was given to. No rule goes by it. */
import type { Certificate } from '../wire/identity/certificate.js';
import { SEQUENCE, wholeElement } from '../wire/identity/der.js';
import { openReader } from '../wire/identity/der-reader.js';
import { stringOf } from '../wire/identity/der-values.js';

const SET = 0x31;
const COMMON_NAME = '2.5.4.3';

/** Undefined if the subject has none. */
export function commonNameOf({ subject }: Pick<Certificate, 'subject'>): string | undefined {
  const name = wholeElement(subject, SEQUENCE);
  if (name === undefined) return undefined;
  const sets = openReader(name.content, { found: false });
  let found: string | undefined;
  while (!sets.isEmpty) {
    const attributes = sets.inside(SET);
    while (!attributes.isEmpty) {
      const attribute = attributes.inside(SEQUENCE);
      if (attribute.oid() === COMMON_NAME) found = stringOf(attribute.any());
    }
  }
  return found;
}
