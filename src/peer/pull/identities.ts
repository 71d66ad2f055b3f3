/** Pull of identities. */
import type { SignedMessage } from '../../wire/envelope.js';
import { ignore } from '../../wire/verdict.js';
import { type Origin, refuse } from '../refuse.js';
import type { Run } from '../run.js';
import type { PkiHex } from '../state.js';

/** The tick `identity-pull`. */
export function startIdentityRound(_run: Run): void {}

/** hello, dataDig, dataReq, dataUpdate of message type IDENTITY_MSG. */
export function receiveIdentityPull(run: Run, _signed: SignedMessage, origin: Origin): void {
  refuse(run, origin, ignore('LINK-28', 'no chapter gives this message a meaning here'));
}

/** An identity was purged: it is no longer advertised or served. */
export function withdrawIdentity(_run: Run, _pki: PkiHex): void {}
