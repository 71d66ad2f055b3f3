/**
 * The answering side of pull: hellos and requests.
 *
 * Implements spec/07-pull.md, rules receiveHello and sendUpdate: PULL-20 to PULL-29, PULL-39, PULL-51.
 */
import type { PullResponderEffect } from '../../machines/pull-responder.machine.js';
import { carry } from '../../wire/envelope.js';
import type { DataRequest, Envelope, GossipHello } from '../../wire/message-types.js';
import { ignore } from '../../wire/verdict.js';
import { send } from '../links.js';
import { type Origin, refuse } from '../refuse.js';
import { feed, instanceOf, type Run } from '../run.js';
import { advertisedTo, keysOf } from './digests.js';
import { nonceKeyOf, type OfEngine } from './engine.js';
import { type Pull, pullMessage } from './kind.js';

/** rule receiveHello: PULL-20 to PULL-23 */
export function receiveHello(run: Run, pull: Pull, hello: GossipHello, origin: Origin): void {
  const { engine } = pull;
  const { parameters, profile } = run.config;
  const { nonce } = hello;
  let instance = engine.nonces.get(nonce);
  if (instance === undefined) {
    if (engine.nonces.size >= parameters.pullNoncesMax)
      return refuse(run, origin, ignore('PULL-23', 'no room for another nonce'));
    instance = instanceOf({
      holder: '',
      bound: profile === 'hardened',
      requestWaitTimeMs: parameters.requestWaitTime,
    });
    engine.nonces.set(nonce, instance);
  }
  const { sender, link } = origin;
  const key = nonceKeyOf(engine, nonce);
  const owner: OfEngine<bigint> = { engine, id: nonce };
  feed(run, 'pull-responder', key, instance, { type: 'hello.received', sender, link }, owner);
}

/** PULL-25, PULL-26 */
export function receiveDataRequest(
  run: Run,
  pull: Pull,
  { nonce, digests }: DataRequest,
  origin: Origin,
): void {
  const instance = pull.engine.nonces.get(nonce);
  if (instance === undefined)
    return refuse(run, origin, ignore('PULL-26', 'a request with a nonce that is not valid'));
  const { sender, link } = origin;
  const key = nonceKeyOf(pull.engine, nonce);
  const owner: OfEngine<bigint> = { engine: pull.engine, id: nonce };
  const event = { type: 'request.received', sender, link, digests } as const;
  feed(run, 'pull-responder', key, instance, event, owner);
}

export function performPullResponder(
  run: Run,
  pull: Pull,
  nonce: bigint,
  effect: PullResponderEffect,
): void {
  switch (effect.type) {
    case 'digest.send':
      return sendDigest(run, pull, nonce, effect);
    case 'update.send':
      return sendUpdate(run, pull, nonce, effect);
    case 'nonce.forget':
      pull.engine.nonces.delete(nonce);
  }
}

type Sent<T extends PullResponderEffect['type']> = Extract<PullResponderEffect, { type: T }>;

/** PULL-20, PULL-21 */
function sendDigest(run: Run, pull: Pull, nonce: bigint, to: Sent<'digest.send'>): void {
  const digests = advertisedTo(pull, to.sender);
  if (digests.length === 0) return;
  send(
    run,
    to.link,
    pullMessage(pull, 'dataDig', {
      $typeName: 'gossip.DataDigest',
      nonce,
      digests: digests as Uint8Array[],
      msgType: pull.msgType,
    }),
  );
}

/** rule sendUpdate: PULL-25, PULL-27, PULL-28, PULL-51 */
function sendUpdate(run: Run, pull: Pull, nonce: bigint, to: Sent<'update.send'>): void {
  const isShown = pull.shownTo(to.sender);
  const data: Envelope[] = [];
  let bytesLeft = run.config.parameters.messageSizeMax - WRAPPING_BYTES;
  const asked = keysOf(pull, to.digests);
  for (const item of run.config.profile === 'hardened' ? new Set(asked) : asked) {
    const signed = item === undefined ? undefined : pull.engine.items.get(item);
    if (signed === undefined || isShown?.(item!) === false) continue;
    const envelope = carry(signed);
    bytesLeft -= bytesIn(envelope) + WRAPPING_BYTES;
    if (bytesLeft < 0) break;
    data.push(envelope);
  }
  if (data.length === 0) return; // PULL-39
  send(
    run,
    to.link,
    pullMessage(pull, 'dataUpdate', {
      $typeName: 'gossip.DataUpdate',
      nonce,
      data,
      msgType: pull.msgType,
    }),
  );
}

const bytesIn = ({ payload, signature, secretEnvelope: secret }: Envelope): number =>
  payload.length +
  signature.length +
  (secret === undefined ? 0 : secret.payload.length + secret.signature.length);

/** More than the tags and lengths around an envelope, or around an update and its channel's name. */
const WRAPPING_BYTES = 512;
