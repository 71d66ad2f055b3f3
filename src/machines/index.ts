/** Every machine of a peer, in the order of the chapters: the one list that tools and tests walk. */
import type { AnyStateMachine } from 'xstate';
import { blockBufferMachine, blockBufferRegistry } from './block-buffer.machine.js';
import { contactMachine, contactRegistry } from './contact.machine.js';
import { deliveryMachine, deliveryRegistry } from './delivery.machine.js';
import { electionMachine, electionRegistry } from './election.machine.js';
import { emitterMachine, emitterRegistry } from './emitter.machine.js';
import { heartbeatMachine, heartbeatRegistry } from './heartbeat.machine.js';
import { identityMachine, identityRegistry } from './identity.machine.js';
import { introductionMachine, introductionRegistry } from './introduction.machine.js';
import { linkAcceptorMachine, linkAcceptorRegistry } from './link-acceptor.machine.js';
import { linkDiallerMachine, linkDiallerRegistry } from './link-dialler.machine.js';
import { memberMachine, memberRegistry } from './member.machine.js';
import { pullInitiatorMachine, pullInitiatorRegistry } from './pull-initiator.machine.js';
import { pullResponderMachine, pullResponderRegistry } from './pull-responder.machine.js';
import { reconnectionMachine, reconnectionRegistry } from './reconnection.machine.js';
import {
  stateInfoPublisherMachine,
  stateInfoPublisherRegistry,
} from './state-info-publisher.machine.js';
import { stateServerMachine, stateServerRegistry } from './state-server.machine.js';
import { tickerMachine, tickerRegistry } from './ticker.machine.js';
import { transferMachine, transferRegistry } from './transfer.machine.js';

/** The named parts of a machine, seen from outside: which there are, not what they do. */
export interface Vocabulary {
  readonly guards: object;
  readonly actions: object;
  readonly delays: object;
}

export interface MachineEntry {
  /** The machine's id, also the name of its state table. */
  readonly name: string;
  /** Where its state table stands, relative to the package. */
  readonly chapter: string;
  readonly machine: AnyStateMachine;
  readonly registry: Vocabulary;
}

const identity = 'spec/03-identity.md';
const link = 'spec/04-link.md';
const membership = 'spec/05-membership.md';
const push = 'spec/06-push.md';
const elections = 'spec/10-election.md';
const delivery = 'spec/12-delivery.md';
const pull = 'spec/07-pull.md';
const channel = 'spec/09-channel.md';
const transfers = 'spec/11-state-transfer.md';

const entry = (chapter: string, machine: AnyStateMachine, registry: Vocabulary): MachineEntry => ({
  name: machine.id,
  chapter,
  machine,
  registry,
});

export const machines: readonly MachineEntry[] = [
  entry(identity, identityMachine, identityRegistry),
  entry(link, linkAcceptorMachine, linkAcceptorRegistry),
  entry(link, linkDiallerMachine, linkDiallerRegistry),
  entry(membership, memberMachine, memberRegistry),
  entry(membership, heartbeatMachine, heartbeatRegistry),
  entry(membership, introductionMachine, introductionRegistry),
  entry(membership, tickerMachine, tickerRegistry),
  entry(membership, reconnectionMachine, reconnectionRegistry),
  entry(membership, contactMachine, contactRegistry),
  entry(push, emitterMachine, emitterRegistry),
  entry(pull, pullInitiatorMachine, pullInitiatorRegistry),
  entry(pull, pullResponderMachine, pullResponderRegistry),
  entry(channel, stateInfoPublisherMachine, stateInfoPublisherRegistry),
  entry(elections, electionMachine, electionRegistry),
  entry(transfers, blockBufferMachine, blockBufferRegistry),
  entry(transfers, transferMachine, transferRegistry),
  entry(transfers, stateServerMachine, stateServerRegistry),
  entry(delivery, deliveryMachine, deliveryRegistry),
];
