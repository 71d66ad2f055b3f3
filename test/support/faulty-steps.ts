/** Steps of peers with one thing wrong in them, as models of the checker plant them. No memory of their own. */
import type { PeerNetwork, PeerStep } from '../../src/checker/peers/network.js';
import type { PeerEffect, PeerInput } from '../../src/peer/io.js';
import { isAlive } from '../../src/peer/members.js';
import { type Peer, step } from '../../src/peer/peer.js';
import { decodedOf } from '../../src/peer/received.js';
import { isIn } from '../../src/peer/run.js';
import { steppers } from '../../src/peer/steppers.js';
import {
  contentKindOf,
  openEnvelope,
  type SignedMessage,
  unsignedMessage,
} from '../../src/wire/envelope.js';
import { keyOf } from '../../src/wire/hex.js';

type Effects = readonly PeerEffect[];

/** Something wrong after each step. */
export const after =
  (wrong: (peer: Peer, effects: Effects, input: PeerInput) => Effects | undefined): PeerStep =>
  (peer, input, atMs, choose) => {
    const effects = step(peer, input, atMs, choose);
    return wrong(peer, effects, input) ?? effects;
  };

/** Something wrong before each step: another input, or none. */
export const before =
  (wrong: (peer: Peer, input: PeerInput) => PeerInput | undefined): PeerStep =>
  (peer, input, atMs, choose) => {
    const taken = wrong(peer, input);
    return taken === undefined ? [] : step(peer, taken, atMs, choose);
  };

/** These peers are faulty from the end of the prologue on. */
function plantedAt(
  network: PeerNetwork,
  isFaulty: (part: PeerNetwork['peers'][number]) => boolean,
  faulty: PeerStep,
): PeerNetwork {
  let isOn = false;
  const planted: PeerStep = (...of) => (isOn ? faulty : step)(...of);
  return {
    ...network,
    prologue(stage) {
      isOn = false;
      network.prologue(stage);
      isOn = true;
    },
    peers: network.peers.map((part) => (isFaulty(part) ? { ...part, step: planted } : part)),
  };
}

export const everywhere = (network: PeerNetwork, faulty: PeerStep): PeerNetwork =>
  plantedAt(network, ({ villain }) => villain === undefined, faulty);

export const onlyAt = (network: PeerNetwork, at: string, faulty: PeerStep): PeerNetwork =>
  plantedAt(network, ({ name }) => name === at, faulty);

export function heard(input: PeerInput): SignedMessage | undefined {
  if (input.type !== 'envelope.received') return undefined;
  const signed = decodedOf(input.message);
  return signed.verdict === 'accept' ? signed.value : undefined;
}

const kindOf = (input: PeerInput): string => {
  const signed = heard(input);
  return signed === undefined ? '' : contentKindOf(signed.message);
};

/** PKI-ID of the author of a pushed alive message. */
export function authorOf(input: PeerInput): string | undefined {
  const content = heard(input)?.message.content;
  return content?.case === 'aliveMsg' ? keyOf(content.value.membership!.pkiId) : undefined;
}

export const isTimer = (input: PeerInput, part: string): boolean =>
  input.type === 'timer.fired' && input.timer.includes(part);

export const deafTo = (...kinds: readonly string[]): PeerStep =>
  before((_, input) => (kinds.includes(kindOf(input)) ? undefined : input));

export const asleepTo = (timer: string): PeerStep =>
  before((_, input) => (isTimer(input, timer) ? undefined : input));

export const without = (...types: readonly PeerEffect['type'][]): PeerStep =>
  after((_, effects) => effects.filter(({ type }) => !types.includes(type)));

const ALIVE = steppers.member.stateNames.indexOf('alive');

/** Makes the dead live, without a word of theirs. */
export function revive({ state }: Peer, pki: string): void {
  const member = state.members.get(pki);
  if (member === undefined || isAlive(member)) return;
  member.instance.state = ALIVE;
  state.living.push(member);
}

/** Leads on when a lower one declares itself. */
export const leadsOn: PeerStep = (peer, input, atMs, choose) => {
  const was = peer.state.channels.get('ch1')?.election.instance.state;
  const effects = step(peer, input, atMs, choose);
  const instance = peer.state.channels.get('ch1')?.election.instance;
  const isLeading =
    instance !== undefined && isIn('election', { ...instance, state: was! }, 'leading');
  if (isLeading && isIn('election', instance, 'following')) instance.state = was!;
  return effects;
};

/** Goes on fetching after it has ceased to lead. */
export const fetchesOn: PeerStep = (peer, input, atMs, choose) => {
  const was = peer.state.channels.get('ch1')?.delivery.instance.state;
  const effects = step(peer, input, atMs, choose);
  const entry = peer.state.channels.get('ch1');
  if (entry !== undefined && !entry.election.leads) entry.delivery.instance.state = was ?? 0;
  return effects;
};

/** Takes what is sound of an update that has something unsound in it. */
export const takesTheSound = (isSound: (number: bigint, block: Uint8Array) => boolean): PeerStep =>
  before((_, input) => {
    const signed = heard(input);
    const content = signed?.message.content;
    if (input.type !== 'envelope.received' || content?.case !== 'dataUpdate') return input;
    const data = content.value.data.filter((envelope) => {
      const item = openEnvelope(envelope);
      const told = item.verdict === 'accept' ? item.value.message.content : undefined;
      const payload = told?.case === 'dataMsg' ? told.value.payload : undefined;
      return payload !== undefined && isSound(payload.seqNum, payload.data);
    });
    const value = { ...content.value, data };
    const less = unsignedMessage({
      ...signed!.message,
      content: { case: 'dataUpdate', value },
    } as never);
    return { ...input, message: less.bytes };
  });

/** An effect more, or another one, in the place of each that is sent. */
export const sending = (
  change: (signed: SignedMessage, peer: Peer, link: string) => readonly SignedMessage[],
): PeerStep =>
  after((peer, effects) =>
    effects.flatMap((effect): readonly PeerEffect[] =>
      effect.type === 'envelope.send'
        ? change(effect.signed, peer, effect.link).map((signed) => ({ ...effect, signed }))
        : [effect],
    ),
  );
