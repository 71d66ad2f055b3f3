/**
 * Push of what belongs to a channel: blocks, leadership messages, StateInfo.
 *
 * Implements spec/06-push.md: PUSH-10, PUSH-27, PUSH-29, PUSH-30, PUSH-31. The rules are
 * src/rules/block-routing.ts and src/rules/state-info-routing.ts.
 */
import { blockRouting } from '../rules/block-routing.js';
import { type StateInfoRoutingFacts, stateInfoRouting } from '../rules/state-info-routing.js';
import { organisationsOf } from './channel/access.js';
import { orgOfMember } from './identities.js';
import { sendToMember, sendToNumber } from './links.js';
import { orgAt, rollOf } from './roll.js';
import type { Run } from './run.js';
import type { MemberEntry, QueuedMessage } from './state.js';

/** PUSH-29: one draw for all blocks of a channel; the sender of each is left out after it. */
export function flushBlocks(run: Run, messages: readonly QueuedMessage[]): void {
  const { state, choose, config } = run;
  for (const [channel, ofChannel] of byChannel(messages)) {
    const mayGet = isEligible(run, channel);
    const drawn = choose.sample(state.living, config.parameters.propagatePeerNum, mayGet);
    for (const { signed, sender } of ofChannel)
      for (const member of drawn) if (member.pki !== sender) sendToMember(run, member, signed); // PUSH-5
  }
}

/** PUSH-10 */
export function flushLeadership(run: Run, messages: readonly QueuedMessage[]): void {
  for (const [channel, ofChannel] of byChannel(messages)) {
    const eligible = run.state.living.filter(isEligible(run, channel));
    for (const { signed } of ofChannel)
      for (const member of eligible) sendToMember(run, member, signed);
  }
}

/** Messages of one flush, each channel's together, in the order in which they were queued. */
function byChannel(messages: readonly QueuedMessage[]): Map<string, QueuedMessage[]> {
  const channels = new Map<string, QueuedMessage[]>();
  for (const message of messages) {
    const known = channels.get(message.channel);
    if (known === undefined) channels.set(message.channel, [message]);
    else known.push(message);
  }
  return channels;
}

/** PUSH-27: whom blocks and leadership messages of a channel may reach, among the living. */
function isEligible(run: Run, channel: string): (member: MemberEntry) => boolean {
  const stateInfos = run.state.channels.get(channel)?.stateInfos;
  return (member) =>
    blockRouting({
      member: 'alive',
      org: orgOfMember(run, member) === run.config.mspId ? 'ours' : 'other',
      stateInfo: stateInfos?.has(member.pki) ? 'yes' : 'no',
    }).verdict === 'send';
}

type Routing = StateInfoRoutingFacts;

/** Which candidates a StateInfo may reach: the rule, asked beforehand for all that there are. */
const reachOf = (channel: Routing['channel'], authorEndpoint: Routing['authorEndpoint']) => {
  const reaches = (candidate: Routing['candidate']): boolean =>
    stateInfoRouting({ channel, authorEndpoint, candidate }).verdict === 'send';
  return {
    ours: reaches('ours'),
    member: reaches('member'),
    outside: reaches('outside'),
    unknown: reaches('unknown'),
  };
};
const reach = {
  joined: { yes: reachOf('joined', 'yes'), no: reachOf('joined', 'no') },
  none: { yes: reachOf('none', 'yes'), no: reachOf('none', 'no') },
};

/** PUSH-30, PUSH-31: drawn for every message by itself, its sender excluded from the draw. */
export function flushStateInfos(run: Run, messages: readonly QueuedMessage[]): void {
  const { state, choose, config } = run;
  for (const message of messages) {
    const entry = state.channels.get(message.channel);
    const inChannel = entry && organisationsOf(run, entry);
    const toChannel = entry === undefined ? reach.none : reach.joined;
    const reaches = message.authorEndpoint === '' ? toChannel.no : toChannel.yes;
    const roll = rollOf(run);
    const sender = roll.numberOf.get(message.sender);
    const drawn = choose.sample(roll.numbers, config.parameters.propagatePeerNum, (number) => {
      if (number === sender) return false;
      const org = roll.orgs[orgAt(run, roll, number)];
      if (org === config.mspId) return reaches.ours;
      if (org === undefined) return reaches.unknown;
      return inChannel?.has(org) ? reaches.member : reaches.outside;
    });
    for (const number of drawn) sendToNumber(run, roll, number, message.signed);
  }
}
