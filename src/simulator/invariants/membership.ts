/**
 * Membership: MEMB-I1 (nobody is its own member), MEMB-I2 (timestamps never go back: no resurrection by
 * replay), MEMB-I3 (what is kept of a member its author has signed: no impersonation), MEMB-I6 (the silent
 * are dead). Looked at after every sweep for silence.
 */
import { isAlive } from '../../peer/members.js';
import type { MemberEntry } from '../../peer/state.js';
import { isNewer, type Timestamp } from '../../rules/alive-message.js';
import type { SignedMessage } from '../../wire/envelope.js';
import { verifierOf, verifyEnvelope } from '../../wire/signature.js';
import type { Node } from '../node.js';
import type { InvariantContext, InvariantWatch } from './context.js';

/** How much longer than aliveExpirationTimeout silence may last: the sweep comes every tenth of it. */
const SILENCE_FACTOR = 1.1;

export function watchMembership(context: InvariantContext): InvariantWatch {
  const { network, breach } = context;
  /** By node and life, then by PKI-ID. */
  const newest = new Map<string, Map<string, Timestamp>>();
  const verified = new WeakSet<SignedMessage>();

  function checkKept({ name }: Node, pki: string, { alive }: MemberEntry): void {
    if (verified.has(alive)) return;
    const { trust } = network();
    const author = trust.nameOf(pki);
    const key = author && trust.crypto.signerOf(author).publicKey;
    if (!key || verifyEnvelope(alive.envelope, verifierOf(trust.crypto, key)).verdict !== 'accept')
      return breach('MEMB-I3', name, `what it keeps of ${author ?? pki} is not signed by that one`);
    verified.add(alive);
  }

  function check(node: Node): void {
    const { state, config } = node.peer!;
    const lastsMs = SILENCE_FACTOR * config.parameters.aliveExpirationTimeout;
    const life = `${node.index} ${state.startedMs}`;
    const before = newest.get(life);
    const now = new Map<string, Timestamp>();
    if (state.members.has(config.pkiHex)) breach('MEMB-I1', node.name, 'it is its own member');
    for (const [pki, member] of state.members) {
      const known = before?.get(pki);
      if (known !== undefined && isNewer(known, member.timestamp))
        breach('MEMB-I2', node.name, `the timestamp of ${network().trust.nameOf(pki)} went back`);
      now.set(pki, member.timestamp);
      if (isAlive(member) && node.toldMs - member.lastSeenMs > lastsMs)
        breach('MEMB-I6', node.name, `${network().trust.nameOf(pki)} is silent and alive`);
      checkKept(node, pki, member);
    }
    newest.set(life, now);
  }

  return {
    observer: {
      trace(node, trace) {
        if (trace.kind === 'step' && trace.machine === 'ticker' && trace.entity === 'member-sweep')
          check(node);
      },
      life(node, what) {
        if (what === 'killed')
          for (const key of newest.keys()) if (key.startsWith(`${node.index} `)) newest.delete(key);
      },
    },
  };
}
