/**
 * Routing of StateInfo: which live members may get one.
 *
 * Implements spec/06-push.md, decision table "state-info-routing" (PUSH-D30 to D34) and clause PUSH-30.
 */
export interface StateInfoRoutingFacts {
  /** Whether we have joined the channel of the message. */
  readonly channel: 'joined' | 'none';
  /** Whether the author is ourselves or a member, with an external endpoint. */
  readonly authorEndpoint: 'yes' | 'no';
  /** Organisation of the candidate: ours, another one of the channel, one outside of it. */
  readonly candidate: 'ours' | 'member' | 'outside' | 'unknown';
}

/** PUSH-30 */
export function stateInfoRouting(facts: StateInfoRoutingFacts): {
  verdict: 'send' | 'exclude';
  clause: string;
} {
  const { candidate } = facts;
  if (candidate === 'ours') return { verdict: 'send', clause: 'PUSH-D30' };
  if (candidate !== 'member') return { verdict: 'exclude', clause: 'PUSH-D31' };
  if (facts.channel === 'none') return { verdict: 'exclude', clause: 'PUSH-D32' };
  return facts.authorEndpoint === 'no'
    ? { verdict: 'exclude', clause: 'PUSH-D33' }
    : { verdict: 'send', clause: 'PUSH-D34' };
}
