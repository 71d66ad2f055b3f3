/**
 * Isolation of channels: whose messages a peer takes on which channel.
 *
 * Implements spec/09-channel.md, decision table "channel-admission" (CHAN-D20 to D28) and clauses
 * CHAN-27, CHAN-28 and CHAN-30.
 */
import type { Refusal } from '../wire/verdict.js';

export type ChannelMessageKind =
  | 'block'
  | 'stateInfo'
  | 'stateInfoRequest'
  | 'snapshot'
  | 'blockPull'
  | 'leadership';

export interface ChannelAdmissionFacts {
  readonly kind: ChannelMessageKind;
  /** Whether the message belongs to a channel that we have joined; `left` once we have left it. */
  readonly channel: 'joined' | 'left' | 'none';
  /** Organisation of the peer at the other end of the link. */
  readonly sender: 'ours' | 'member' | 'outside' | 'unknown';
  /** Whether a StateInfo of the sender is in the channel's store. */
  readonly senderStateInfo: 'yes' | 'no';
}

/** `keepForeign`: for the store of channels that we have not joined. */
export type ChannelAdmission =
  | { readonly verdict: 'admit'; readonly clause: string }
  | { readonly verdict: 'keepForeign'; readonly clause: string }
  | Refusal;

const ignored = (clause: string, reason: string): Refusal => ({
  verdict: 'ignore',
  clause,
  reason,
});

const admitted = { verdict: 'admit', clause: 'CHAN-D28' } as const;
const keptForeign = { verdict: 'keepForeign', clause: 'CHAN-D20' } as const;
const notJoined = ignored('CHAN-D21', 'a channel that we have not joined');
const unknownSender = ignored('CHAN-D22', 'the organisation of the sender is unknown');
const outside = ignored('CHAN-D23', "the sender's organisation is not a member of the channel");
const foreignPull = ignored('CHAN-D24', 'blocks are pulled within an organisation only');
const pullAfterLeave = ignored('CHAN-D25', 'we have left the channel');
const silentPull = ignored('CHAN-D26', 'no StateInfo of who pulls blocks');
const foreignLeadership = ignored('CHAN-D27', 'leadership concerns one organisation only');

/** CHAN-30. Facts may be getters: none is read before it is needed. */
export function channelAdmission(facts: ChannelAdmissionFacts): ChannelAdmission {
  const { kind, channel } = facts;
  if (channel === 'none')
    return kind === 'stateInfo' && facts.sender === 'ours' ? keptForeign : notJoined;
  const { sender } = facts;
  if (sender === 'unknown') return unknownSender;
  if (sender === 'outside') return outside;
  if (kind === 'blockPull') {
    if (sender === 'member') return foreignPull;
    if (channel === 'left') return pullAfterLeave;
    if (facts.senderStateInfo === 'no') return silentPull;
  }
  return kind === 'leadership' && sender === 'member' ? foreignLeadership : admitted;
}
