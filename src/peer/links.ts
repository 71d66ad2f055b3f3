/**
 * Links of a peer: opening, accepting, sending, releasing, and what the link machines ask for.
 *
 * Implements spec/04-link.md, section State (LINK-19, LINK-20, LINK-25). The handshake itself is in
 * handshake.ts.
 */
import type { LinkAcceptorEvent } from '../machines/link-acceptor.machine.js';
import type { LinkDiallerEvent } from '../machines/link-dialler.machine.js';
import type { SignedMessage } from '../wire/envelope.js';
import { HOST, type LinkId } from './io.js';
import type { Origin } from './refuse.js';
import { type Roll, rollRelinked } from './roll.js';
import { feed, instanceOf, type Run, takesDirectly } from './run.js';
import {
  hidden,
  LINK,
  type LinkEntry,
  type MemberEntry,
  type PkiHex,
  refer,
  SENDER,
} from './state.js';
import type { FiredTimer } from './stepper.js';
import { steppers } from './steppers.js';

const stateOf = (machine: 'link-acceptor' | 'link-dialler', name: string): number =>
  steppers[machine].stateNames.indexOf(name);
const ACCEPTOR = {
  handshaking: stateOf('link-acceptor', 'handshaking'),
  open: stateOf('link-acceptor', 'open'),
  closed: stateOf('link-acceptor', 'closed'),
};
const DIALLER = {
  handshaking: stateOf('link-dialler', 'handshaking'),
  open: stateOf('link-dialler', 'open'),
  severed: stateOf('link-dialler', 'severed'),
  closed: stateOf('link-dialler', 'closed'),
};

/** Who is to be reached: a PKI-ID, empty if not known, and where. */
export interface Target {
  readonly pkiId: PkiHex;
  readonly endpoint: string;
}

/** Feeds an event to whichever machine drives the link, and drops the link once that has closed it. */
export function feedLink(
  run: Run,
  entry: LinkEntry,
  event: (LinkAcceptorEvent & LinkDiallerEvent) | LinkAcceptorEvent | LinkDiallerEvent | FiredTimer,
): void {
  if (entry.acceptor !== undefined)
    feed(run, 'link-acceptor', entry.link, entry.acceptor, event as LinkAcceptorEvent);
  else if (entry.dialler !== undefined)
    feed(run, 'link-dialler', entry.link, entry.dialler, event as LinkDiallerEvent);
  rollRelinked(run.state, pkiOf(entry));
  forgetIfClosed(run, entry);
}

/** A stream that somebody opened towards us. */
export function acceptLink(
  run: Run,
  link: LinkId,
  hashes: Pick<LinkEntry, 'remoteTlsHash' | 'localTlsHash'>,
): void {
  const { config, state } = run;
  const entity = { pkiId: '', handshakeWaitMs: config.parameters.handshakeWait };
  const entry: LinkEntry = {
    link,
    role: 'acceptor',
    acceptor: instanceOf(entity),
    dialler: undefined,
    endpoint: '',
    expected: '',
    remoteTlsHash: hashes.remoteTlsHash,
    localTlsHash: hashes.localTlsHash,
    queue: [],
    [HOST]: undefined,
    [SENDER]: undefined,
  };
  // LINK-25: where there is no room, the stream is refused as an anonymous one is.
  const isFull = state.links.size >= config.parameters.linksMax;
  state.links.set(link, hidden(hidden(entry, HOST), SENDER));
  const anonymous = isFull || (config.tls && hashes.remoteTlsHash === undefined);
  feedLink(run, entry, { type: 'stream.accepted', anonymous });
}

/**
 * Opens a link: to a member, to nobody in particular, or as a probe. Undefined if there is no room, or
 * no endpoint.
 */
export function openLink(run: Run, target: Target, probe: boolean): LinkEntry | undefined {
  const { config, state } = run;
  if (state.links.size >= config.parameters.linksMax) return undefined;
  state.dialledCount += 1;
  const link = `d${state.dialledCount}`;
  const entry: LinkEntry = {
    link,
    role: 'dialler',
    acceptor: undefined,
    dialler: instanceOf({
      pkiId: '',
      probe,
      noticesEndAtSend: config.profile !== 'hardened',
      handshakeWaitMs: config.parameters.handshakeWait,
    }),
    endpoint: target.endpoint,
    expected: target.pkiId,
    remoteTlsHash: undefined,
    localTlsHash: undefined,
    queue: [],
    [HOST]: undefined,
    [SENDER]: undefined,
  };
  state.links.set(link, hidden(hidden(entry, HOST), SENDER));
  if (target.pkiId !== '' && !probe) state.diallingTo.set(target.pkiId, link);
  if (target.endpoint !== '') {
    run.out.push({ type: 'dial', link, endpoint: target.endpoint });
    return entry;
  }
  // LINK-37
  feedLink(run, entry, { type: 'dial.failed' });
  return undefined;
}

/** LINK-19, LINK-20: sends on the open link to the target, or waits for the one being opened, or opens one. */
export function sendTo(run: Run, target: Target, message: SignedMessage): void {
  const { config, state } = run;
  const open = state.linkOf.get(target.pkiId);
  if (open !== undefined) {
    const entry = state.links.get(open)!;
    return sendOpen(run, entry, message);
  }
  // LINK-19
  const dialling = state.diallingTo.get(target.pkiId);
  const entry = dialling === undefined ? openLink(run, target, false) : state.links.get(dialling);
  // LINK-20
  if (entry !== undefined && entry.queue.length < config.parameters.sendBuffSize)
    entry.queue.push(message);
}

/** As `sendTo`, to a member. */
export function sendToMember(run: Run, member: MemberEntry, message: SignedMessage): void {
  const { state } = run;
  let entry = member[LINK];
  if (entry === undefined) {
    const open = state.linkOf.get(member.pki);
    if (open === undefined) {
      const endpoint = member.internalEndpoint || member.endpoint;
      return sendTo(run, { pkiId: member.pki, endpoint }, message);
    }
    entry = state.links.get(open)!;
    refer(member, LINK, entry);
  }
  sendOpen(run, entry, message);
}

/** As `sendToMember`, to one on the roll by number. */
export function sendToNumber(run: Run, roll: Roll, number: number, message: SignedMessage): void {
  const host = roll.hosts[number];
  if (host !== undefined && takesDirectly(run)) return run.direct.send(host, message);
  const way = roll.ways[number];
  if (way !== undefined) {
    roll.hosts[number] = way[HOST];
    return sendOn(run, way, message);
  }
  const member = roll.members[number]!;
  sendToMember(run, member, message);
  const entry = member[LINK];
  if (entry !== undefined && isSound(entry)) roll.ways[number] = entry;
}

/** Whether nothing is known to be in the way of what is sent. */
const isSound = ({ acceptor, dialler }: LinkEntry): boolean =>
  acceptor === undefined ? dialler!.state === DIALLER.open : acceptor.state === ACCEPTOR.open;

function sendOpen(run: Run, entry: LinkEntry, message: SignedMessage): void {
  if (entry.dialler?.state === DIALLER.severed) feedLink(run, entry, { type: 'send.attempted' });
  else sendOn(run, entry, message);
}

function sendOn(run: Run, entry: LinkEntry, signed: SignedMessage): void {
  const { link, [HOST]: host } = entry;
  if (host !== undefined && takesDirectly(run)) return run.direct.send(host, signed);
  run.out.push(
    host === undefined
      ? { type: 'envelope.send', link, signed }
      : { type: 'envelope.send', link, signed, [HOST]: host },
  );
}

/** One message on one link, whatever its state. */
export function send(run: Run, link: LinkId, signed: SignedMessage): void {
  run.out.push({ type: 'envelope.send', link, signed });
}

/** An answer to a message, on the link on which that came. */
export function answer(run: Run, { link, entry }: Origin, signed: SignedMessage): void {
  if (entry === undefined) send(run, link, signed);
  else sendOn(run, entry, signed);
}

/** LINK-31: releases the open link to a PKI-ID, if there is one. */
export function releaseLink(run: Run, pki: PkiHex): void {
  const link = run.state.linkOf.get(pki);
  const entry = link === undefined ? undefined : run.state.links.get(link);
  if (entry !== undefined) feedLink(run, entry, { type: 'link.released' });
}

/** Puts a link that its machine has opened in the place of the one to that PKI-ID, and sends what waited. */
export function keepLink(run: Run, entry: LinkEntry, pki: PkiHex): void {
  run.state.linkOf.set(pki, entry.link);
  rollRelinked(run.state, pki);
  const member = run.state.members.get(pki);
  if (member !== undefined) refer(member, LINK, entry);
  if (run.state.diallingTo.get(entry.expected) === entry.link)
    run.state.diallingTo.delete(entry.expected);
  for (const message of entry.queue.splice(0)) sendOn(run, entry, message);
}

function forgetIfClosed(run: Run, entry: LinkEntry): void {
  const { state } = run;
  const isClosed =
    entry.acceptor?.state === ACCEPTOR.closed || entry.dialler?.state === DIALLER.closed;
  if (!isClosed) return;
  state.links.delete(entry.link);
  const pki = pkiOf(entry);
  if (state.linkOf.get(pki) === entry.link) {
    state.linkOf.delete(pki);
    const member = state.members.get(pki);
    if (member !== undefined) refer(member, LINK, undefined);
  }
  if (state.diallingTo.get(entry.expected) === entry.link) state.diallingTo.delete(entry.expected);
}

/** PKI-ID proved on the link; empty before. */
export const pkiOf = (entry: LinkEntry): PkiHex =>
  entry.acceptor?.entity.pkiId ?? entry.dialler?.entity.pkiId ?? '';

export const isOpen = ({ acceptor, dialler }: LinkEntry): boolean =>
  acceptor !== undefined
    ? acceptor.state === ACCEPTOR.open
    : dialler!.state === DIALLER.open || dialler!.state === DIALLER.severed;

export const isHandshaking = ({ acceptor, dialler }: LinkEntry): boolean =>
  acceptor !== undefined
    ? acceptor.state === ACCEPTOR.handshaking
    : dialler!.state === DIALLER.handshaking;
