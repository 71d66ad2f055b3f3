/** Tells the host of a message that was refused (SYS-5): which clause, who sent it, who signed it. */
import type { Refusal } from '../wire/verdict.js';
import type { LinkId } from './io.js';
import type { Run } from './run.js';
import type { PkiHex } from './state.js';

/** Where a message came from and what it claims to be. */
export interface Origin {
  readonly link: LinkId;
  /** PKI-ID proved on the link; empty before the handshake. */
  readonly sender: PkiHex;
  /** Kind of message: oneof case, or empty if it did not decode. */
  readonly message: string;
  /** Claimed author; empty where there is none. */
  readonly author: PkiHex;
}

export function refuse(run: Run, origin: Origin, refusal: Refusal): void {
  if (!run.config.reports) return;
  const { verdict, clause, reason } = refusal;
  run.out.push({
    type: 'report',
    trace: { kind: 'verdict', verdict, clause, reason, ...origin },
  });
}
