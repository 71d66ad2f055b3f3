/**
 * Two peers of an organisation that may dial each other at the same time, with a crash and a return: who is
 * linked to whom (spec/04-link.md).
 */

import type { Profile } from '../../peer/config.js';
import { isOpen, pkiOf } from '../../peer/links.js';
import { isIn } from '../../peer/run.js';
import type { LinkEntry, PeerState } from '../../peer/state.js';
import { keyOf, sameBytes } from '../../wire/hex.js';
import { pkiIdOf } from '../../wire/pki-id.js';
import type { NetworkProperty, NetworkRunProperty, PeerNetwork } from '../peers/network.js';
import { crypto, endpointOf, optionsOf } from './parts.js';

const NAMES = ['p1.A', 'p2.A'];

const openLinks = (state: PeerState | undefined): LinkEntry[] =>
  [...(state?.links.values() ?? [])].filter(isOpen);

export const oneLinkEach: NetworkProperty = {
  id: 'LINK-I1',
  kind: 'always',
  about: 'at most one open link to a PKI-ID',
  factOf(state) {
    const remotes = openLinks(state).map(pkiOf);
    return new Set(remotes).size < remotes.length ? 1 : 0;
  },
  holds: (facts) => facts.every((fact) => fact === 0),
};

/** @param timers that fire of each; infinite: as many as there are to come */
export function handshake(profile: Profile, timers = 1): PeerNetwork {
  const parts = optionsOf(NAMES);
  const tlsHashOf = new Map(
    parts.map(({ identity }, peer) => [
      keyOf(pkiIdOf(crypto, identity)!),
      crypto.sha256(new TextEncoder().encode(`tls:${NAMES[peer]}`)),
    ]),
  );
  const properties: NetworkProperty[] = [
    oneLinkEach,
    {
      id: 'LINK-I2',
      kind: 'always',
      about: 'an open link is bound to the TLS certificate of the peer that it names',
      factOf: (state) =>
        openLinks(state).every((entry) =>
          sameBytes(entry.remoteTlsHash!, tlsHashOf.get(pkiOf(entry)) ?? new Uint8Array()),
        )
          ? 0
          : 1,
      holds: (facts) => facts.every((fact) => fact === 0),
    },
    {
      id: 'linked-both-ways',
      kind: 'sometimes',
      about: 'each has an open link to the other',
      factOf: (state) => openLinks(state).length,
      holds: (facts) => facts.every((fact) => fact === 1),
    },
    {
      id: 'crossing',
      kind: 'sometimes',
      about: 'both have a link that they dialled and one that they accepted',
      factOf: (state) => new Set([...(state?.links.values() ?? [])].map(({ role }) => role)).size,
      holds: (facts) => facts.every((fact) => fact === 2),
    },
  ];
  const runProperties: NetworkRunProperty[] = [
    {
      id: 'settles',
      kind: 'leads-to',
      about: 'a link that is being established is open or gone in the end',
      factOf: (state) => linksIn(state, (entry) => !isOpen(entry)),
      after: (facts) => facts.some((count) => count > 0),
      holds: (facts) => facts.every((count) => count === 0),
    },
    {
      id: 'agrees',
      kind: 'eventually-always',
      about: 'in the end both have a link on which they hear each other, or neither has',
      factOf: (state) => linksIn(state, (entry) => isOpen(entry) && !isSevered(entry)),
      holds: ([one, other]) => one! > 0 === other! > 0,
    },
  ];
  return {
    name: [
      'handshake',
      ...(Number.isFinite(timers) ? [] : ['endless']),
      ...(profile === 'hardened' ? ['hardened'] : []),
    ].join('-'),
    peers: parts.map((options, peer) => ({
      name: NAMES[peer]!,
      options: { ...options, profile },
      commands: [{ type: 'link.requested', endpoint: endpointOf(NAMES[1 - peer]!) }],
    })),
    interchangeable: NAMES,
    prologue(stage) {
      for (const name of NAMES) stage.start(name);
    },
    timers: (timer) => timer.startsWith('link-'),
    budget: { timers, crashes: 1, restarts: 1, losses: 1, duplicates: 1 },
    properties,
    runProperties,
  };
}

/** One whose stream has ended: it stays in the books of who dialled it until something is sent (LINK-R27). */
export const isSevered = ({ dialler }: LinkEntry): boolean =>
  dialler !== undefined && isIn('link-dialler', dialler, 'severed');

const linksIn = (state: PeerState | undefined, are: (entry: LinkEntry) => boolean): number =>
  [...(state?.links.values() ?? [])].filter(are).length;
