/**
 * Push of alive messages: whom each of a flush reaches, with or without its secret.
 *
 * Implements spec/06-push.md, rule flush: PUSH-4 to PUSH-8. The routing rule is
 * src/rules/alive-routing.ts.
 */
import { type AliveRoute, candidateOf, routesFor } from '../rules/alive-routing.js';
import { type SignedMessage, withoutSecret } from '../wire/envelope.js';
import { orgOf, orgOfMember } from './identities.js';
import { sendToMember } from './links.js';
import type { Run } from './run.js';
import type { MemberEntry, QueuedMessage } from './state.js';

/** PUSH-6, PUSH-7: one draw for all that stay in the organisation, one for every other message. */
export function flushAlive(run: Run, burst: readonly QueuedMessage[]): void {
  const { mspId } = run.config;
  let drawn: readonly MemberEntry[] | undefined;
  for (const message of burst) {
    const { sender, authorEndpoint } = message;
    const org = orgOf(run, message.author);
    const routes = routesFor(mspId, org, authorEndpoint);
    // Asked for half a dozen members a message: each kind is read out of the table once.
    const { ours, authors, third, unknown } = routes;
    const routeTo = (member: MemberEntry): AliveRoute => {
      const kind = candidateOf(mspId, org, orgOfMember(run, member));
      const known = kind === 'authors' ? authors : kind === 'third' ? third : unknown;
      const route = kind === 'ours' ? ours : known;
      return member.endpoint === '' ? route.no : route.yes;
    };
    if (authorEndpoint === '' && org === mspId) {
      drawn ??= draw(run, (member) => routeTo(member) !== 'exclude');
      for (const member of drawn)
        if (member.pki !== sender) deliver(run, message.signed, member, routeTo(member)); // PUSH-5
    } else {
      // PUSH-5
      const others = draw(
        run,
        (member) => member.pki !== sender && routeTo(member) !== 'exclude', // PUSH-3
      );
      for (const member of others) deliver(run, message.signed, member, routeTo(member));
    }
  }
}

/** PUSH-4 */
const draw = (run: Run, takesPart: (member: MemberEntry) => boolean) =>
  run.choose.sample(run.state.living, run.config.parameters.propagatePeerNum, takesPart);

/** PUSH-8: payload and signature byte for byte. */
function deliver(run: Run, signed: SignedMessage, member: MemberEntry, route: AliveRoute): void {
  if (route === 'waste') return;
  sendToMember(run, member, route === 'send' ? signed : withoutSecret(signed));
}
