/**
 * Watches a simulated network: the invariants of chapters 4 to 6, checked whenever a peer has done
 * something and whenever an envelope leaves. Breaches are lines of text.
 */
import { isAlive } from '../../src/peer/members.js';
import type { Peer } from '../../src/peer/peer.js';
import { isIn } from '../../src/peer/run.js';
import type { LinkEntry } from '../../src/peer/state.js';
import type { TraceLine } from '../../src/peer/trace.js';
import { isNewer, type Timestamp } from '../../src/rules/alive-message.js';
import type { Simulation } from '../../src/simulator/simulation.js';
import { openEnvelope, type SignedMessage } from '../../src/wire/envelope.js';
import { sameBytes, toHex } from '../../src/wire/hex.js';
import type { Envelope } from '../../src/wire/message-types.js';
import { verifierOf, verifyEnvelope } from '../../src/wire/signature.js';
import { opened, pkiOf, tlsHashOf } from './gossip-builders.js';
import { crypto, orgOfName } from './symbolic-peers.js';

export interface NetworkWatch {
  readonly breaches: readonly string[];
  /** What happened at least once: rows taken, and the goals of the *sometimes* invariants. */
  readonly seen: ReadonlySet<string>;
  onTrace(line: TraceLine): void;
  /** To be called with every envelope that leaves. */
  sent(from: string, to: string, bytes: Uint8Array): void;
}

const isOpenLink = ({ acceptor, dialler }: LinkEntry): boolean =>
  (acceptor !== undefined && isIn('link-acceptor', acceptor, 'open')) ||
  (dialler !== undefined && isIn('link-dialler', dialler, 'open'));
const remoteOf = ({ acceptor, dialler }: LinkEntry): string =>
  acceptor?.entity.pkiId ?? dialler?.entity.pkiId ?? '';

/** `simulation` is asked for when something has happened, so that the watch can be made first. */
export function watchNetwork(names: readonly string[], simulation: () => Simulation): NetworkWatch {
  const breaches: string[] = [];
  const seen = new Set<string>();
  const nameOf = new Map(names.map((name) => [pkiOf(name), name]));
  /** By peer and its start, then by member. */
  const newest = new Map<string, Map<string, Timestamp>>();
  /** Who sent this payload to that peer. */
  const senders = new Map<string, Set<string>>();
  let burst = { key: '', receivers: new Set<string>() };

  const breach = (id: string, name: string, what: string) =>
    breaches.push(`${id} ${name}: ${what}`);

  function checkLinks(name: string, peer: Peer): void {
    const remotes = [...peer.state.links.values()].filter(isOpenLink);
    const pkis = remotes.map(remoteOf);
    if (new Set(pkis).size < pkis.length) breach('LINK-I1', name, 'two links to one PKI-ID');
    for (const link of remotes) {
      const remote = nameOf.get(remoteOf(link));
      if (remote === undefined || !sameBytes(link.remoteTlsHash!, tlsHashOf(remote)))
        breach('LINK-I2', name, `link ${link.link} is not bound to the certificate of ${remote}`);
    }
  }

  function checkMembers(name: string, peer: Peer, nowMs: number): void {
    const { state, config } = peer;
    const { membersMax, aliveStoreMax, aliveExpirationTimeout } = config.parameters;
    if (state.members.has(config.pkiHex)) breach('MEMB-I1', name, 'its own member');
    if (state.members.size > membersMax || state.aliveStore.size > aliveStoreMax)
      breach('MEMB-I5', name, 'a store above its bound');
    const before = newest.get(`${name} ${state.startedMs}`);
    const now = new Map<string, Timestamp>();
    for (const [pki, member] of state.members) {
      const known = before?.get(pki);
      if (known !== undefined && isNewer(known, member.timestamp))
        breach('MEMB-I2', name, `the timestamp of ${nameOf.get(pki)} has become older`);
      now.set(pki, member.timestamp);
      if (isAlive(member) && nowMs - member.lastSeenMs > 1.1 * aliveExpirationTimeout)
        breach('MEMB-I6', name, `${nameOf.get(pki)} is silent and alive`);
    }
    newest.set(`${name} ${state.startedMs}`, now);
  }

  function checkKept(name: string, peer: Peer, pki: string): void {
    const member = peer.state.members.get(pki);
    const author = nameOf.get(pki);
    if (member === undefined || author === undefined) return;
    const { envelope } = opened(member.alive.bytes);
    const verifies = verifierOf(crypto, crypto.signerOf(author).publicKey);
    if (verifyEnvelope(envelope, verifies).verdict !== 'accept')
      breach('MEMB-I3', name, `what it keeps of ${author} does not verify`);
  }

  /** The alive messages that an envelope tells of: itself, or those in it. */
  function toldIn(message: SignedMessage): SignedMessage[] {
    const inside = (envelopes: readonly Envelope[]) =>
      envelopes.flatMap((envelope) => {
        const inner = openEnvelope(envelope);
        return inner.verdict === 'accept' ? [inner.value] : [];
      });
    const { content } = message.message;
    if (content.case === 'memReq')
      return inside(content.value.selfInformation ? [content.value.selfInformation] : []);
    if (content.case === 'memRes') return inside([...content.value.alive, ...content.value.dead]);
    return content.case === 'aliveMsg' ? [message] : [];
  }

  function checkTold(from: string, to: string, told: SignedMessage): void {
    const { content } = told.message;
    if (content.case !== 'aliveMsg') return;
    const author = nameOf.get(toHex(content.value.membership!.pkiId))!;
    const [ours, theirs, authors] = [from, to, author].map(orgOfName);
    if (ours === theirs) return;
    if (told.envelope.secretEnvelope !== undefined)
      breach('MEMB-I4', from, `tells ${to} the secret of ${author}`);
    if (authors !== ours && authors !== theirs)
      breach('MEMB-I4', from, `tells ${to} of ${author}, of a third organisation`);
  }

  function checkPush(from: string, to: string, message: SignedMessage): void {
    const { content } = message.message;
    if (content.case !== 'aliveMsg') return;
    const { endpoint, pkiId } = content.value.membership!;
    const author = nameOf.get(toHex(pkiId))!;
    const payload = toHex(message.envelope.payload);
    const cameFrom = senders.get(`${from} ${payload}`);
    if (author !== from && cameFrom?.size === 1 && cameFrom.has(to))
      breach('PUSH-I1', from, `pushes to ${to} what came from there`);
    const [ours, theirs, authors] = [from, to, author].map(orgOfName);
    const isForeign = theirs !== ours && theirs !== authors;
    if (isForeign && !(authors === ours && endpoint !== ''))
      breach('PUSH-I2', from, `pushes ${author} to ${to}`);
    const key = `${to} ${payload}`;
    senders.set(key, (senders.get(key) ?? new Set()).add(from));
    countReceivers(from, to, payload);
  }

  function countReceivers(from: string, to: string, payload: string): void {
    const { clock, peer } = simulation();
    const key = `${from} ${clock.now()} ${payload}`;
    if (burst.key !== key) burst = { key, receivers: new Set() };
    burst.receivers.add(to);
    if (burst.receivers.size === peer(from).config.parameters.propagatePeerNum) seen.add('PUSH-I3');
  }

  return {
    breaches,
    seen,
    onTrace({ peer: name, atMs, trace }) {
      if (trace.kind !== 'step') return;
      const peer = simulation().peer(name);
      const { machine, entity } = trace;
      if (machine.startsWith('link-')) checkLinks(name, peer);
      // An admitted message is queued; without one, time alone changes who is alive.
      if (machine === 'member' || machine === 'emitter' || entity === 'member-sweep')
        checkMembers(name, peer, atMs);
      seen.add(trace.row);
      if (trace.event === 'link.superseded') seen.add('LINK-I4');
      if (trace.row === 'MEMB-R10') seen.add('MEMB-I7');
      if (machine === 'member') checkKept(name, peer, entity);
    },
    sent(from, to, bytes) {
      const message = opened(bytes);
      for (const told of toldIn(message)) checkTold(from, to, told);
      checkPush(from, to, message);
    },
  };
}
