/**
 * What is in a membership response: for peers of the same process the messages themselves, which need
 * neither be laid out in envelopes nor opened again.
 *
 * Implements spec/05-membership.md, MEMB-17. Derived from messages, and not part of any state.
 */
import type { SignedMessage } from '../wire/envelope.js';
import type { Envelope, MembershipResponse } from '../wire/message-types.js';

type Elements = readonly (SignedMessage | Envelope)[];

interface Listed {
  readonly alive: readonly SignedMessage[];
  readonly dead: readonly SignedMessage[];
}

const listed = new WeakMap<MembershipResponse, Listed>();

/** Its envelopes are laid out when somebody asks for them. */
export function membershipResponse({ alive, dead }: Listed): MembershipResponse {
  const response: MembershipResponse = {
    $typeName: 'gossip.MembershipResponse',
    get alive() {
      return alive.map(({ envelope }) => envelope);
    },
    get dead() {
      return dead.map(({ envelope }) => envelope);
    },
  };
  listed.set(response, { alive, dead });
  return response;
}

/** Messages where this program made the response, else the envelopes as they came. */
export const elementsOf = (
  response: MembershipResponse,
): { readonly alive: Elements; readonly dead: Elements } => listed.get(response) ?? response;
