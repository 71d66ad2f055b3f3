/**
 * What the pull machines ask for. Whoever feeds them says whose they are; of a timer that is known by its name
 * alone, the engine is found by the key of the entity.
 */
import type { PullInitiatorEffect } from '../../machines/pull-initiator.machine.js';
import type { PullResponderEffect } from '../../machines/pull-responder.machine.js';
import type { Run } from '../run.js';
import { blockPull } from './blocks.js';
import { engineAt, knownOf, type OfEngine, type PullEngine } from './engine.js';
import { identityPull } from './identities.js';
import { performPullInitiator } from './initiator.js';
import type { Pull } from './kind.js';
import { performPullResponder } from './responder.js';

function pullAt(run: Run, key: string): { readonly pull: Pull; readonly id: string } {
  const { channel, id } = engineAt(run.state, key);
  const pull =
    channel === '' ? identityPull(run) : blockPull(run, run.state.channels.get(channel)!);
  return { pull, id };
}

/** Of an engine that is at hand. */
function pullOf(run: Run, engine: PullEngine): Pull {
  const { channel } = knownOf(engine);
  return channel === '' ? identityPull(run) : blockPull(run, run.state.channels.get(channel)!);
}

export function performInitiator(
  run: Run,
  key: string,
  effect: PullInitiatorEffect,
  owner: unknown,
): void {
  const of = owner as OfEngine<number> | undefined;
  if (of !== undefined) return performPullInitiator(run, pullOf(run, of.engine), of.id, effect);
  const { pull, id } = pullAt(run, key);
  performPullInitiator(run, pull, Number(id), effect);
}

export function performResponder(
  run: Run,
  key: string,
  effect: PullResponderEffect,
  owner: unknown,
): void {
  const of = owner as OfEngine<bigint> | undefined;
  if (of !== undefined) return performPullResponder(run, pullOf(run, of.engine), of.id, effect);
  const { pull, id } = pullAt(run, key);
  performPullResponder(run, pull, BigInt(id), effect);
}
