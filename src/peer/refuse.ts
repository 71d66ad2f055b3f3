/** Tells the host of a message that was refused (SYS-5): which clause, who sent it, who signed it. */
import type { GossipMessage } from '../wire/message-types.js';
import type { Refusal } from '../wire/verdict.js';
import { claimedAuthor } from './claimed-author.js';
import type { LinkId } from './io.js';
import type { Run } from './run.js';
import type { LinkEntry, PkiHex } from './state.js';

/** Where a message came from and what it claims to be. */
export interface Origin {
  readonly link: LinkId;
  /** The same, where it is at hand. */
  readonly entry?: LinkEntry | undefined;
  /** PKI-ID proved on the link; empty before the handshake. */
  readonly sender: PkiHex;
  /** Kind of message: oneof case, or empty if it did not decode. */
  readonly message: string;
  /** Claimed author; empty where there is none, or where nobody has read it yet. */
  readonly author: PkiHex;
}

/** Hexadecimal digits of a PKI-ID: SHA-256. */
const PKI_HEX_LENGTH = 64;

/** SYS-5, SYS-7: who claims to be somebody at greater length than a PKI-ID is nobody. */
export function refuse(run: Run, origin: Origin, refusal: Refusal): void {
  if (!run.config.reports) return;
  const { verdict, clause, reason } = refusal;
  const { link, sender, message } = origin;
  const author = origin.author.length > PKI_HEX_LENGTH ? '' : origin.author;
  run.out.push({
    type: 'report',
    trace: { kind: 'verdict', verdict, clause, reason, link, sender, message, author },
  });
}

/** A message, or part of one, of which nothing was read but that it is refused: with the author that it claims. */
export function refuseUnread(
  run: Run,
  message: GossipMessage,
  origin: Origin,
  refusal: Refusal,
): void {
  if (run.config.reports) refuse(run, { ...origin, author: claimedAuthor(message) }, refusal);
}
