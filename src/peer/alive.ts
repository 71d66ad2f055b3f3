/**
 * Alive messages on their way in: the facts for the rules, and what an admitted one leads to.
 *
 * Implements spec/05-membership.md, MEMB-8, MEMB-9, MEMB-14. The rules are src/rules/alive-message.ts.
 */
import {
  type AliveProof,
  type AliveShape,
  aliveProof,
  alivePush,
  aliveShape,
  type Timestamp,
} from '../rules/alive-message.js';
import type { PublicKey } from '../wire/crypto/port.js';
import { internalEndpointOf, keepRead, READ, type SignedMessage } from '../wire/envelope.js';
import { keyOf } from '../wire/hex.js';
import type { AliveMessage } from '../wire/message-types.js';
import { ignore, type Refusal } from '../wire/verdict.js';
import { isAgainst, storeAlive } from './alive-store.js';
import { admitsIdentity, keyOfIdentity, keyOfMember, storedKey } from './identities.js';
import { isMarked, MARKER, type Marked, type Marker, mark, TO_NOBODY } from './known-to.js';
import { memberOf, updateMember } from './members.js';
import { queueForPush } from './push.js';
import type { Received } from './received.js';
import { type Origin, refuse, refuseUnread } from './refuse.js';
import type { Run } from './run.js';
import type { MemberEntry, PkiHex } from './state.js';

/** An alive message whose shape is sound, with what it says at hand. */
export interface Alive extends Marked {
  readonly signed: SignedMessage;
  readonly author: PkiHex;
  readonly timestamp: Timestamp;
  readonly endpoint: string;
  readonly metadata: Uint8Array;
  /** From the secret envelope, not yet verified; undefined if there is none. */
  readonly internalEndpoint: string | undefined;
  /** The key under which it was found authentic, by whichever peer of this process. */
  provenBy: PublicKey | undefined;
}

/** MEMB-8, its first part. Read out of a message once. */
export function soundAlive(signed: SignedMessage): Alive | Refusal {
  const known = signed[READ];
  if (known !== undefined && signed.message.content.case === 'aliveMsg') return known as Alive;
  const read = readAlive(signed);
  if (!('verdict' in read)) keepRead(signed, read);
  return read;
}

function readAlive(signed: SignedMessage): Alive | Refusal {
  const { content } = signed.message;
  const alive = content.case === 'aliveMsg' ? content.value : undefined;
  const refusal = aliveShape(shapeOf(signed, alive));
  if (refusal !== undefined) return refusal;
  const { membership, timestamp } = alive!;
  // What is kept for long is copied: it must neither hold the bytes of a whole response nor unknown fields.
  const { incNum, seqNum } = timestamp!;
  return {
    signed,
    author: keyOf(membership!.pkiId),
    timestamp: { incNum, seqNum },
    endpoint: membership!.endpoint,
    metadata: membership!.metadata.slice(),
    internalEndpoint: signed.envelope.secretEnvelope && internalEndpointOf(signed.envelope),
    provenBy: undefined,
    knownTo: TO_NOBODY,
  };
}

const shapeOf = ({ envelope }: SignedMessage, alive: AliveMessage | undefined): AliveShape => ({
  content: alive === undefined ? 'other' : 'alive',
  pkiId: alive?.membership?.pkiId.length ? 'present' : 'absent',
  time: alive?.timestamp === undefined ? 'absent' : 'present',
  signed: envelope.payload.length > 0 && envelope.signature.length > 0 ? 'yes' : 'no',
});

/** MEMB-8, MEMB-51: undefined if the message is authentic. An identity in it is stored if it is admitted. */
export function refusalOf(run: Run, sound: Alive, member?: MemberEntry): Refusal | undefined {
  const { signed, author } = sound;
  const alive = signed.message.content.value as AliveMessage;
  const { payload, signature, secretEnvelope: secret } = signed.envelope;
  const known = alive.identity.length > 0 ? undefined : keyOfAuthor(run, author, member);
  if (known !== undefined && known === sound.provenBy) return undefined;
  const identity = identityOf(run, alive, known);
  // SYS-6: what comes after a check that fails is not looked at.
  const key = identity === 'admitted' ? keyOfIdentity(run, alive.identity) : known;
  const isSigned = key !== undefined && verifies(run, key, payload, signature);
  const refusal = aliveProof({
    identity,
    signature: isSigned ? 'valid' : 'invalid',
    secret:
      secret === undefined || !isSigned
        ? 'absent'
        : verifies(run, key, secret.payload, secret.signature)
          ? 'valid'
          : 'invalid',
  });
  if (refusal === undefined && run.config.crypto.isRemembered === true) sound.provenBy = key;
  return refusal;
}

const keyOfAuthor = (run: Run, author: PkiHex, member: MemberEntry | undefined) =>
  member === undefined ? storedKey(run, author) : keyOfMember(run, member);

/** `known`: the stored key of the author, asked for where the message brings no identity. */
function identityOf(
  run: Run,
  alive: AliveMessage,
  known: PublicKey | undefined,
): AliveProof['identity'] {
  if (alive.identity.length === 0) return known === undefined ? 'missing' : 'known';
  const isAdmitted = admitsIdentity(run, alive.membership!.pkiId, alive.identity, true);
  return isAdmitted ? 'admitted' : 'refused';
}

const verifies = (run: Run, key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean =>
  message.length > 0 && signature.length > 0 && run.config.crypto.verify(key, message, signature);

/** What the rule says of a sound message that is not new, whoever its author is: of most that are pushed. */
const NOT_NEW = alivePush({ shape: 'sound', stored: 'same', authentic: 'yes', author: 'other' });

/** Whether a message is an alive message that a peer has marked: where nobody is told, nothing comes of it. */
export function isKnownAlive(received: Received, marker: Marker): boolean {
  if (received instanceof Uint8Array || received.message.content.case !== 'aliveMsg') return false;
  const read = received[READ] as Alive | undefined;
  return read !== undefined && isMarked(read, marker);
}

/** Whether a message is sound and not new: where nobody is told of refusals, nothing comes of it. */
export function isStaleAlive(run: Run, signed: SignedMessage): boolean {
  const alive = soundAlive(signed);
  if ('verdict' in alive) return false;
  const { aliveStore, [MARKER]: marker } = run.state;
  if (marker !== undefined && isMarked(alive, marker)) return true;
  if (isAgainst(aliveStore.get(alive.author), alive.timestamp) !== 'same') return false;
  mark(alive, marker);
  return true;
}

/** MEMB-9 */
export function receiveAlive(run: Run, signed: SignedMessage, origin: Origin): void {
  const alive = soundAlive(signed);
  if ('verdict' in alive) return refuseUnread(run, signed.message, origin, alive);
  const stored = run.state.aliveStore.get(alive.author);
  const against = isAgainst(stored, alive.timestamp);
  if (against === 'same') return refuseAlive(run, origin, alive, NOT_NEW.clause, undefined);
  const member = memberOf(run, alive.author, stored);
  const refusal = refusalOf(run, alive, member);
  const { verdict, clause } = alivePush({
    shape: 'sound',
    stored: against,
    authentic: refusal === undefined ? 'yes' : 'no',
    author: alive.author === run.config.pkiHex ? 'own' : 'other',
  });
  if (verdict !== 'admit') return refuseAlive(run, origin, alive, clause, refusal);
  storeAlive(run, alive, stored);
  mark(alive, run.state[MARKER]);
  updateMember(run, alive, member);
  // MEMB-14
  queueForPush(run, {
    kind: 'alive',
    channel: '',
    signed,
    author: alive.author,
    authorEndpoint: alive.endpoint,
    sender: origin.sender,
  });
}

function refuseAlive(
  run: Run,
  origin: Origin,
  { author }: Alive,
  clause: string,
  refusal: Refusal | undefined,
): void {
  if (!run.config.reports) return;
  const why = refusal ?? ignore(clause, 'alive message is not new, or our own');
  refuse(run, { ...origin, author }, why);
}
