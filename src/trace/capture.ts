/**
 * A recorded capture as a trace (format of captures: spec/vectors/README.md): who took part as the
 * envelopes tell it, every envelope, and what peers say of their heights and of who leads.
 */
import { nobleCrypto } from '../wire/crypto/noble.js';
import type { SignedMessage } from '../wire/envelope.js';
import { toHex } from '../wire/hex.js';
import { toBase64 } from './base64.js';
import { createChannelFinder } from './channel-of.js';
import { openedEnvelope, seenOf } from './message.js';
import { allIn, learn, newPerson, type Person } from './people.js';
import { createSayings } from './sayings.js';
import { createLines, type FileLine } from './told.js';

export interface CapturedRow {
  /** Milliseconds since the start of the recording. */
  readonly ms: number;
  readonly dir: 'in' | 'out';
  readonly conn: string;
  readonly bytes: Uint8Array;
}

/** Whoever recorded, until a row tells more. */
const RECORDER = 'recorder';

export interface CaptureOptions {
  /** Names by PKI-ID in hex, for whom no certificate of the capture names. */
  readonly names?: ReadonlyMap<string, string>;
  /** Instant of the start, ms since 1970. */
  readonly startMs?: number;
  readonly title?: string;
}

/** In order of time. */
export function linesOfCapture(
  rows: readonly CapturedRow[],
  { names = new Map(), startMs = 0, title = 'capture' }: CaptureOptions = {},
): FileLine[] {
  const opened = rows.map(({ bytes }) => openedEnvelope(bytes));
  const people = new Map<string, Person>();
  const remotes = new Map<string, string>();
  let own = '';
  const person = (pki: string): Person => {
    let found = people.get(pki);
    if (found === undefined) {
      found = newPerson(names.get(pki));
      people.set(pki, found);
    }
    return found;
  };
  for (const [i, { dir, conn }] of rows.entries()) {
    const signed = opened[i];
    if (signed === undefined) continue;
    for (const one of allIn(signed)) learn(one, person);
    if (signed.message.content.case !== 'conn') continue;
    const pki = toHex(signed.message.content.value.pkiId);
    if (dir === 'out') own = pki;
    else remotes.set(conn, pki);
  }
  nameAll(people, own);
  const nameOf = (pki: string | undefined, otherwise: string) =>
    (pki !== undefined && people.get(pki)?.name) || otherwise;
  const me = nameOf(own, RECORDER);
  const line = createLines();
  const lines = [line('', startMs, { kind: 'about', source: 'capture', title })];
  for (const [pkiId, { name, organisation, endpoint, channels }] of people) {
    const isHeard = pkiId !== own && ![...remotes.values()].includes(pkiId);
    const told = { organisation, pkiId, channels: [...channels], ...(endpoint && { endpoint }) };
    const role = pkiId === own ? 'peer' : isHeard ? 'heard' : 'target';
    lines.push(line(name, startMs, { kind: 'who', role, ...told }));
    lines.push(line(name, startMs, { kind: 'life', what: 'started' }));
  }
  const channels = channelsIn(opened);
  const sayings = createSayings(people, channels);
  const finder = createChannelFinder(nobleCrypto, channels);
  for (const [i, { ms, dir, conn, bytes }] of rows.entries()) {
    const remote = nameOf(remotes.get(conn), conn);
    const [from, to] = dir === 'out' ? [me, remote] : [remote, me];
    const sender = (dir === 'out' ? own : remotes.get(conn)) ?? '';
    const seen = seenOf(bytes, opened[i], (message) => finder.channelOf(message, sender));
    const atMs = startMs + ms;
    const envelope = toBase64(bytes);
    lines.push(line(me, atMs, { kind: 'message', what: 'passed', from, to, ...seen, envelope }));
    for (const one of opened[i] === undefined ? [] : allIn(opened[i]))
      for (const { pki, told } of sayings(one)) lines.push(line(nameOf(pki, pki), atMs, told));
  }
  return lines;
}

const channelsIn = (opened: readonly (SignedMessage | undefined)[]): string[] => [
  ...new Set(
    opened.flatMap((one) =>
      one === undefined || one.message.channel.length === 0
        ? []
        : [utf8.decode(one.message.channel)],
    ),
  ),
];

const utf8 = new TextDecoder();

/** Who has no name gets the endpoint, or the first digits of the PKI-ID; no two have the same. */
function nameAll(people: ReadonlyMap<string, Person>, own: string): void {
  const taken = new Set<string>();
  for (const [pki, person] of people) {
    const digits = `${pki.slice(0, 8)}…`;
    const wanted = person.name || person.endpoint || (pki === own ? RECORDER : digits);
    person.name = taken.has(wanted) ? `${wanted} ${digits}` : wanted;
    taken.add(person.name);
  }
}
