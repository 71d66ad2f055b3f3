/**
 * Contacts: the bootstrap and anchor endpoints at which a peer makes itself known.
 *
 * Implements spec/05-membership.md, MEMB-29 to MEMB-34, MEMB-50. The rule is
 * src/rules/contact.ts.
 */
import type { ContactEffect } from '../machines/contact.machine.js';
import { type ContactKind, contact, isOwnEndpoint } from '../rules/contact.js';
import type { ChannelConfig } from '../wire/channel/port.js';
import { ignore } from '../wire/verdict.js';
import { channelConfigOf } from './channel/access.js';
import { orgOf } from './identities.js';
import { openLink, sendTo } from './links.js';
import { ownAlive } from './own-alive.js';
import { refuse } from './refuse.js';
import { requestFor } from './requests.js';
import { feed, instanceOf, isIn, type Run } from './run.js';
import type { ContactEntry, PkiHex } from './state.js';

/** Starts a contact for every configured endpoint that is to be contacted (MEMB-30). */
export function startContacts(run: Run): void {
  const { bootstrap, anchors, mspId } = run.config;
  for (const endpoint of bootstrap) startContact(run, endpoint, 'bootstrap');
  for (const anchor of anchors)
    startContact(run, anchor.endpoint, anchor.mspId === mspId ? 'ownAnchor' : 'foreignAnchor');
}

/** CHAN-23: the anchors that the configuration of a channel names. */
export function contactAnchors(run: Run, { organisations }: ChannelConfig): void {
  for (const { mspId, anchors } of organisations)
    for (const endpoint of anchors)
      startContact(run, endpoint, mspId === run.config.mspId ? 'ownAnchor' : 'foreignAnchor');
}

function startContact(run: Run, endpoint: string, kind: ContactKind): void {
  const { parameters } = run.config;
  const { contacts } = run.state;
  const known = contacts.get(endpoint);
  if (known !== undefined && !isOver(known)) return;
  if (verdictOn(run, endpoint, kind, 'nobody') !== 'probe') return;
  if (contacts.size >= parameters.contactsMax) forgetOne(run);
  if (contacts.size >= parameters.contactsMax) {
    const nowhere = { link: '', sender: '', message: '', author: '' };
    return refuse(run, nowhere, ignore('MEMB-50', `no room for contact ${endpoint}`));
  }
  const entry: ContactEntry = {
    instance: instanceOf({
      endpoint,
      pkiId: '',
      attempts: 0,
      maxConnectionAttempts: parameters.maxConnectionAttempts,
      reconnectIntervalMs: parameters.reconnectInterval,
      responseWaitMs: parameters.membershipResponseWait,
    }),
    kind,
    nonce: 0n,
    request: undefined,
  };
  contacts.set(endpoint, entry);
  feed(run, 'contact', endpoint, entry.instance, { type: 'contact.started' });
}

/** CHAN-23: one that is over may be made again. */
const isOver = ({ instance }: ContactEntry): boolean =>
  isIn('contact', instance, 'answered') || isIn('contact', instance, 'abandoned');

/** Makes room by forgetting a contact that is over. */
function forgetOne({ state }: Run): void {
  for (const [endpoint, entry] of state.contacts)
    if (isOver(entry)) {
      state.contacts.delete(endpoint);
      return;
    }
}

/** MEMB-30 */
const verdictOn = (
  { config }: Run,
  endpoint: string,
  kind: ContactKind,
  answered: 'nobody' | 'ours' | 'foreign',
) =>
  contact({
    endpoint: isOwnEndpoint(endpoint, {
      internal: config.endpoint,
      external: config.externalEndpoint,
    })
      ? 'own'
      : 'other',
    kind,
    externalEndpoint: config.externalEndpoint === '' ? 'no' : 'yes',
    answered,
  }).verdict;

/** A probe of ours found out who is at an endpoint. */
export function probeVerified(run: Run, endpoint: string, pkiId: PkiHex): void {
  const entry = run.state.contacts.get(endpoint);
  if (entry === undefined) return;
  const answered = orgOf(run, pkiId) === run.config.mspId ? 'ours' : 'foreign';
  const welcome = verdictOn(run, endpoint, entry.kind, answered) === 'request';
  feed(run, 'contact', endpoint, entry.instance, { type: 'probe.verified', pkiId, welcome });
}

export function probeFailed(run: Run, endpoint: string): void {
  const entry = run.state.contacts.get(endpoint);
  if (entry !== undefined) feed(run, 'contact', endpoint, entry.instance, { type: 'probe.failed' });
}

/** MEMB-32: a membership response tells every contact whose nonce it carries. */
export function answerContacts(run: Run, nonce: bigint): void {
  if (nonce === 0n) return;
  for (const [endpoint, entry] of run.state.contacts)
    if (entry.nonce === nonce)
      feed(run, 'contact', endpoint, entry.instance, { type: 'response.received' });
}

/** Whether an endpoint is one of the contacts'. */
export function isContactEndpoint(run: Run, endpoint: string): boolean {
  const { bootstrap, anchors } = run.config;
  if (endpoint === '') return false;
  if (bootstrap.includes(endpoint) || anchors.some((anchor) => anchor.endpoint === endpoint))
    return true;
  for (const entry of run.state.channels.values())
    if (channelConfigOf(run, entry).organisations.some((o) => o.anchors.includes(endpoint)))
      return true;
  return false;
}

export function performContact(run: Run, endpoint: string, effect: ContactEffect): void {
  const entry = run.state.contacts.get(endpoint)!;
  switch (effect.type) {
    case 'probe.start':
      if (openLink(run, { pkiId: '', endpoint }, true) === undefined) probeFailed(run, endpoint);
      return;
    case 'request.create': {
      entry.nonce = run.choose.nonce(); // MEMB-31
      const { pkiId } = entry.instance.entity;
      entry.request = requestFor(run, ownAlive(run), pkiId, entry.nonce);
      return;
    }
    case 'request.send':
      return sendTo(run, { pkiId: effect.pkiId, endpoint }, entry.request!);
  }
}
