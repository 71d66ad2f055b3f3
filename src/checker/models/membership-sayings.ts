/** What a forger among members says: alive messages of others, forged, and what it has heard, again. */
import type { Timestamp } from '../../rules/alive-message.js';
import { keyOf } from '../../wire/hex.js';
import type { Saying } from '../peers/network.js';
import { nameOf } from './membership-marks.js';
import { alive, heardMessage, membershipRequest, membershipResponse } from './sayings.js';

export const FORGER = 'f.A';
/** A peer of the organisation that does not run, and has lent the forger its key. */
export const STRANGER = 's.A';

/** CHEK-34: what it has heard again, and what it never heard. */
export function sayings(names: readonly string[], heard: readonly Uint8Array[]): Saying[] {
  const others = names.filter((name) => name !== FORGER);
  const forged = others.map((author) => {
    const signed = alive({ author, signer: FORGER }, `forged.${author}:7051`);
    return { about: `alive of ${author}, forged`, bytes: signed.bytes };
  });
  const again = heard.flatMap((bytes): Saying[] => {
    const old = heardMessage(bytes);
    const { content } = old.message;
    if (content.case !== 'aliveMsg') return [];
    const timestamp = content.value.timestamp as Timestamp | undefined;
    const author = nameOf(names, keyOf(content.value.membership!.pkiId));
    if (author === FORGER) return [];
    const what = `alive ${timestamp?.seqNum} of ${author}`;
    return [
      { about: `${what}, again`, bytes },
      { about: `${what}, again, as news`, bytes: membershipResponse({ alive: [old] }).bytes },
      { about: `${what}, as of the dead`, bytes: membershipResponse({ dead: [old] }).bytes },
      { about: `${what}, as its own`, bytes: membershipRequest(old).bytes },
    ];
  });
  return [...forged, ...again];
}

/** What the stranger would say of itself, if it ran. */
export function ofStranger(): Saying[] {
  const own = alive({ author: STRANGER, signer: STRANGER }, `ext.${STRANGER}:7051`);
  return [
    { about: 'alive of a stranger', bytes: own.bytes },
    { about: 'alive of a stranger, as news', bytes: membershipResponse({ alive: [own] }).bytes },
    {
      about: 'alive of a stranger, as of the dead',
      bytes: membershipResponse({ dead: [own] }).bytes,
    },
  ];
}
