/**
 * Routing of blocks and leadership messages: which members they may reach.
 *
 * Implements spec/06-push.md, decision table "block-routing" (PUSH-D40 to D43) and clause PUSH-27.
 */
export interface BlockRoutingFacts {
  readonly member: 'alive' | 'other';
  readonly org: 'ours' | 'other';
  /** Whether a StateInfo of the member is stored for the channel, whatever it says. */
  readonly stateInfo: 'yes' | 'no';
}

export type BlockRoute = 'send' | 'exclude';

/** PUSH-27 */
export function blockRouting(facts: BlockRoutingFacts): { verdict: BlockRoute; clause: string } {
  if (facts.member !== 'alive') return { verdict: 'exclude', clause: 'PUSH-D40' };
  if (facts.org !== 'ours') return { verdict: 'exclude', clause: 'PUSH-D41' };
  if (facts.stateInfo === 'no') return { verdict: 'exclude', clause: 'PUSH-D42' };
  return { verdict: 'send', clause: 'PUSH-D43' };
}
