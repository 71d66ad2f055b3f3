/**
 * Push of what belongs to a channel: blocks, leadership messages, StateInfo.
 *
 * Implements spec/06-push.md.
 */
import { stateInfoRouting } from '../rules/state-info-routing.js';
import { isInChannel } from './channel/access.js';
import { orgOf } from './identities.js';
import { sendTo } from './links.js';
import { preferredEndpointOf } from './members.js';
import type { Run } from './run.js';
import type { PkiHex, QueuedMessage } from './state.js';

export function flushBlocks(_run: Run, _messages: readonly QueuedMessage[]): void {}

export function flushLeadership(_run: Run, _messages: readonly QueuedMessage[]): void {}

/** PUSH-30, PUSH-31: drawn for every message by itself, its sender excluded from the draw. */
export function flushStateInfos(run: Run, messages: readonly QueuedMessage[]): void {
  const { state, choose, config } = run;
  for (const message of messages) {
    const drawn = choose.sample(
      state.living,
      config.parameters.propagatePeerNum,
      ({ pki }) => pki !== message.sender && mayGet(run, message, pki),
    );
    for (const member of drawn)
      sendTo(run, { pkiId: member.pki, endpoint: preferredEndpointOf(member) }, message.signed);
  }
}

function mayGet(run: Run, { channel, authorEndpoint }: QueuedMessage, pki: PkiHex): boolean {
  const entry = run.state.channels.get(channel);
  const org = orgOf(run, pki);
  const candidate = () => {
    if (org === undefined) return 'unknown';
    if (org === run.config.mspId) return 'ours';
    return entry !== undefined && isInChannel(run, entry, org) ? 'member' : 'outside';
  };
  const { verdict } = stateInfoRouting({
    channel: entry === undefined ? 'none' : 'joined',
    authorEndpoint: authorEndpoint === '' ? 'no' : 'yes',
    candidate: candidate(),
  });
  return verdict === 'send';
}
