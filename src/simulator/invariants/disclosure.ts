/**
 * Disclosure: MEMB-I4 (no secret leaves its organisation, and nobody tells one organisation of another)
 * and PUSH-I2; and MEMB-28, that those without external endpoint are not shown to other organisations. Looked at with everything that a correct peer sends.
 */
import { organisationOf } from '../scenario/scenario.js';
import { signedOf } from '../sent.js';
import type { InvariantContext, InvariantWatch } from './context.js';
import { aliveToldIn } from './envelope-facts.js';

export function watchDisclosure(context: InvariantContext): InvariantWatch {
  const { network, breach, isCorrect } = context;
  return {
    observer: {
      sent(from, to, sent) {
        const signed = signedOf(sent);
        if (signed === undefined || !isCorrect(from.name)) return;
        const ours = organisationOf(from.name);
        const theirs = organisationOf(to.name);
        if (ours === theirs) return;
        for (const { author: pki, hasSecret, hasEndpoint } of aliveToldIn(signed)) {
          const author = network().trust.nameOf(pki) ?? pki;
          const authors = organisationOf(author);
          if (hasSecret) breach('MEMB-I4', from.name, `tells ${to.name} the secret of ${author}`);
          if (authors !== ours && authors !== theirs) {
            const isPushed = signed.message.content.case === 'aliveMsg';
            const id = isPushed ? 'PUSH-I2' : 'MEMB-I4';
            breach(id, from.name, `tells ${to.name} of ${author}, of a third organisation`);
          } else if (authors === ours && !hasEndpoint && author !== from.name)
            breach('MEMB-28', from.name, `tells ${to.name} of ${author}, who is hidden`);
        }
      },
    },
  };
}
