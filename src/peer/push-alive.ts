/**
 * Push of alive messages: whom each of a flush reaches, with or without its secret.
 *
 * Implements spec/06-push.md, rule flush: PUSH-4 to PUSH-8. The routing rule is
 * src/rules/alive-routing.ts.
 */
import { type AliveRoute, aliveRouting, aliveRoutingFacts } from '../rules/alive-routing.js';
import { decodeSignedMessage, withoutSecret } from '../wire/envelope.js';
import { orgOf } from './identities.js';
import { sendTo } from './links.js';
import { isAlive, preferredEndpointOf } from './members.js';
import type { Run } from './run.js';
import type { MemberEntry, PkiHex, QueuedMessage } from './state.js';

interface Candidate {
  readonly pki: PkiHex;
  readonly member: MemberEntry;
  readonly route: AliveRoute;
}

export function flushAlive(run: Run, burst: readonly QueuedMessage[]): void {
  const { config } = run;
  const isOrgOnly = ({ author, authorEndpoint }: QueuedMessage) =>
    authorEndpoint === '' && orgOf(run, author) === config.mspId;
  const orgOnly = burst.filter(isOrgOnly);
  if (orgOnly.length > 0) {
    // PUSH-6
    const drawn = draw(run, candidatesFor(run, orgOnly[0]!));
    for (const message of orgOnly)
      for (const candidate of drawn)
        if (candidate.pki !== message.sender) deliver(run, message, candidate); // PUSH-5
  }
  for (const message of burst) {
    if (isOrgOnly(message)) continue;
    // PUSH-5, PUSH-7
    const candidates = candidatesFor(run, message).filter(({ pki }) => pki !== message.sender);
    for (const candidate of draw(run, candidates)) deliver(run, message, candidate);
  }
}

/** PUSH-4 */
const draw = (run: Run, candidates: readonly Candidate[]) =>
  run.choose.sample(candidates, run.config.parameters.propagatePeerNum);

/** PUSH-3: the live members that are not excluded. */
function candidatesFor(run: Run, message: QueuedMessage): Candidate[] {
  const author = { org: orgOf(run, message.author), endpoint: message.authorEndpoint };
  const candidates: Candidate[] = [];
  for (const [pki, member] of run.state.members) {
    if (!isAlive(member)) continue;
    const candidate = { org: orgOf(run, pki), endpoint: member.endpoint };
    const { verdict } = aliveRouting(aliveRoutingFacts(run.config.mspId, author, candidate));
    if (verdict !== 'exclude') candidates.push({ pki, member, route: verdict });
  }
  return candidates;
}

/** PUSH-8 */
function deliver(run: Run, message: QueuedMessage, { pki, member, route }: Candidate): void {
  if (route === 'waste') return;
  const bytes = route === 'send' ? message.bytes : bytesWithoutSecret(message.bytes);
  sendTo(run, { pkiId: pki, endpoint: preferredEndpointOf(member) }, bytes);
}

/** The same envelope without its secret; payload and signature byte for byte (PUSH-8). */
export function bytesWithoutSecret(bytes: Uint8Array): Uint8Array {
  const decoded = decodeSignedMessage(bytes);
  return decoded.verdict === 'accept' ? withoutSecret(decoded.value).bytes : bytes;
}
