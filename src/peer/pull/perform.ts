/** What the pull machines ask for: the engine is found by the key of the entity, then its side acts. */
import type { PullInitiatorEffect } from '../../machines/pull-initiator.machine.js';
import type { PullResponderEffect } from '../../machines/pull-responder.machine.js';
import type { Run } from '../run.js';
import { blockPull } from './blocks.js';
import { engineAt } from './engine.js';
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

export function performInitiator(run: Run, key: string, effect: PullInitiatorEffect): void {
  const { pull, id } = pullAt(run, key);
  performPullInitiator(run, pull, Number(id), effect);
}

export function performResponder(run: Run, key: string, effect: PullResponderEffect): void {
  const { pull, id } = pullAt(run, key);
  performPullResponder(run, pull, BigInt(id), effect);
}
