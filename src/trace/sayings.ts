/** What peers say of themselves in a recording: heights, and who leads. Told once, when it is news. */
import { nobleCrypto } from '../wire/crypto/noble.js';
import type { SignedMessage } from '../wire/envelope.js';
import { toHex } from '../wire/hex.js';
import { createChannelFinder } from './channel-of.js';
import type { Told } from './told.js';

export interface Saying {
  /** Who says it, PKI-ID in hex. */
  readonly pki: string;
  readonly told: Told;
}

/** `people`: organisations by PKI-ID in hex; `channels`: names that the recording has shown. */
export function createSayings(
  people: ReadonlyMap<string, { readonly organisation: string }>,
  channels: readonly string[],
): (signed: SignedMessage) => readonly Saying[] {
  const { channelBy } = createChannelFinder(nobleCrypto, channels);
  const known = new Map<string, string>();
  const leaders = new Map<string, string>();
  const utf8 = new TextDecoder();
  return ({ message: { content, channel: bytes } }) => {
    if (content.case === 'leadershipMsg') {
      if (!content.value.isDeclaration) return [];
      const pki = toHex(content.value.pkiId);
      const channel = utf8.decode(bytes);
      const team = `${channel}\t${people.get(pki)?.organisation}`;
      const before = leaders.get(team);
      if (before === pki) return [];
      leaders.set(team, pki);
      const told = (leads: boolean): Told => ({ kind: 'state', channel, leads });
      const other = before === undefined ? [] : [{ pki: before, told: told(false) }];
      return [...other, { pki, told: told(true) }];
    }
    if (content.case !== 'stateInfo') return [];
    const { pkiId, channelMAC, properties } = content.value;
    const channel = channelBy(pkiId, channelMAC);
    if (channel === undefined) return [];
    const pki = toHex(pkiId);
    const height = String(properties?.ledgerHeight ?? 0n);
    const left = properties?.leftChannel === true;
    if (known.get(`${pki}\t${channel}`) === `${height} ${left}`) return [];
    known.set(`${pki}\t${channel}`, `${height} ${left}`);
    return [{ pki, told: { kind: 'state', channel, height, ...(left && { left }) } }];
  };
}
