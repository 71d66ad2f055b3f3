/** Every machine of a peer, compiled once. */
import {
  type BlockBufferEffect,
  type BlockBufferEvent,
  type BlockBufferRecord,
  blockBufferMachine,
  blockBufferRegistry,
} from '../machines/block-buffer.machine.js';
import {
  type Contact,
  type ContactEffect,
  type ContactEvent,
  contactMachine,
  contactRegistry,
} from '../machines/contact.machine.js';
import {
  type DeliveryClient,
  type DeliveryEffect,
  type DeliveryEvent,
  deliveryMachine,
  deliveryRegistry,
} from '../machines/delivery.machine.js';
import {
  type ElectionEffect,
  type ElectionEvent,
  type ElectionLoop,
  electionMachine,
  electionRegistry,
} from '../machines/election.machine.js';
import {
  type Emitter,
  type EmitterEffect,
  type EmitterEvent,
  emitterMachine,
  emitterRegistry,
} from '../machines/emitter.machine.js';
import {
  type Heartbeat,
  type HeartbeatEffect,
  type HeartbeatEvent,
  heartbeatMachine,
  heartbeatRegistry,
} from '../machines/heartbeat.machine.js';
import {
  type IdentityEffect,
  type IdentityEvent,
  identityMachine,
  identityRegistry,
  type StoredIdentity,
} from '../machines/identity.machine.js';
import {
  type Introduction,
  type IntroductionEffect,
  type IntroductionEvent,
  introductionMachine,
  introductionRegistry,
} from '../machines/introduction.machine.js';
import {
  type LinkAcceptor,
  type LinkAcceptorEffect,
  type LinkAcceptorEvent,
  linkAcceptorMachine,
  linkAcceptorRegistry,
} from '../machines/link-acceptor.machine.js';
import {
  type LinkDialler,
  type LinkDiallerEffect,
  type LinkDiallerEvent,
  linkDiallerMachine,
  linkDiallerRegistry,
} from '../machines/link-dialler.machine.js';
import {
  type Member,
  type MemberEffect,
  type MemberEvent,
  memberMachine,
  memberRegistry,
} from '../machines/member.machine.js';
import {
  type PullInitiator,
  type PullInitiatorEffect,
  type PullInitiatorEvent,
  pullInitiatorMachine,
  pullInitiatorRegistry,
} from '../machines/pull-initiator.machine.js';
import {
  type PullResponder,
  type PullResponderEffect,
  type PullResponderEvent,
  pullResponderMachine,
  pullResponderRegistry,
} from '../machines/pull-responder.machine.js';
import {
  type Reconnection,
  type ReconnectionEffect,
  type ReconnectionEvent,
  reconnectionMachine,
  reconnectionRegistry,
} from '../machines/reconnection.machine.js';
import {
  type StateInfoPublisher,
  type StateInfoPublisherEffect,
  type StateInfoPublisherEvent,
  stateInfoPublisherMachine,
  stateInfoPublisherRegistry,
} from '../machines/state-info-publisher.machine.js';
import {
  type StateServer,
  type StateServerEffect,
  type StateServerEvent,
  stateServerMachine,
  stateServerRegistry,
} from '../machines/state-server.machine.js';
import {
  type Ticker,
  type TickerEffect,
  type TickerEvent,
  tickerMachine,
  tickerRegistry,
} from '../machines/ticker.machine.js';
import {
  type TransferEffect,
  type TransferEvent,
  type TransferPass,
  transferMachine,
  transferRegistry,
} from '../machines/transfer.machine.js';
import { compile, type Stepper } from './stepper.js';

export const steppers = {
  identity: compile<StoredIdentity, IdentityEvent, IdentityEffect>(
    identityMachine,
    identityRegistry,
  ),
  'link-acceptor': compile<LinkAcceptor, LinkAcceptorEvent, LinkAcceptorEffect>(
    linkAcceptorMachine,
    linkAcceptorRegistry,
  ),
  'link-dialler': compile<LinkDialler, LinkDiallerEvent, LinkDiallerEffect>(
    linkDiallerMachine,
    linkDiallerRegistry,
  ),
  member: compile<Member, MemberEvent, MemberEffect>(memberMachine, memberRegistry),
  heartbeat: compile<Heartbeat, HeartbeatEvent, HeartbeatEffect>(
    heartbeatMachine,
    heartbeatRegistry,
  ),
  introduction: compile<Introduction, IntroductionEvent, IntroductionEffect>(
    introductionMachine,
    introductionRegistry,
  ),
  'state-info-publisher': compile<
    StateInfoPublisher,
    StateInfoPublisherEvent,
    StateInfoPublisherEffect
  >(stateInfoPublisherMachine, stateInfoPublisherRegistry),
  ticker: compile<Ticker, TickerEvent, TickerEffect>(tickerMachine, tickerRegistry),
  reconnection: compile<Reconnection, ReconnectionEvent, ReconnectionEffect>(
    reconnectionMachine,
    reconnectionRegistry,
  ),
  contact: compile<Contact, ContactEvent, ContactEffect>(contactMachine, contactRegistry),
  emitter: compile<Emitter, EmitterEvent, EmitterEffect>(emitterMachine, emitterRegistry),
  'block-buffer': compile<BlockBufferRecord, BlockBufferEvent, BlockBufferEffect>(
    blockBufferMachine,
    blockBufferRegistry,
  ),
  transfer: compile<TransferPass, TransferEvent, TransferEffect>(transferMachine, transferRegistry),
  'state-server': compile<StateServer, StateServerEvent, StateServerEffect>(
    stateServerMachine,
    stateServerRegistry,
  ),
  election: compile<ElectionLoop, ElectionEvent, ElectionEffect>(electionMachine, electionRegistry),
  delivery: compile<DeliveryClient, DeliveryEvent, DeliveryEffect>(
    deliveryMachine,
    deliveryRegistry,
  ),
  'pull-initiator': compile<PullInitiator, PullInitiatorEvent, PullInitiatorEffect>(
    pullInitiatorMachine,
    pullInitiatorRegistry,
  ),
  'pull-responder': compile<PullResponder, PullResponderEvent, PullResponderEffect>(
    pullResponderMachine,
    pullResponderRegistry,
  ),
} as const;

export type MachineName = keyof typeof steppers;
export type EntityOf<M extends MachineName> =
  (typeof steppers)[M] extends Stepper<infer Entity, any, any> ? Entity : never;
export type EventOf<M extends MachineName> =
  (typeof steppers)[M] extends Stepper<any, infer Event, any> ? Event : never;
export type EffectOf<M extends MachineName> =
  (typeof steppers)[M] extends Stepper<any, any, infer Effect> ? Effect : never;
