/**
 * Peers as numbers: each state that a peer comes into is kept once, and each step from it is computed once,
 * whatever the number of network states in which it stands.
 *
 * Implements spec/17-checker.md, CHEK-20 to CHEK-23.
 */
import { canonical, restore } from '../../peer/image.js';
import type { PeerEffect, PeerInput } from '../../peer/io.js';
import { createPeer, step as ownStep, type Peer } from '../../peer/peer.js';
import type { PeerState } from '../../peer/state.js';
import type { Trace } from '../../peer/trace.js';
import { symbolicHash } from '../../wire/crypto/symbolic-hash.js';
import { toHex } from '../../wire/hex.js';
import { createInterner } from '../interner.js';
import { everyOutcome } from './choices.js';
import type { PeerPart } from './network.js';

/** The number of the state in which a peer does not run. */
export const DOWN = 0;

export interface Local {
  /** Undefined if it does not run. */
  readonly peer: Peer | undefined;
  /** Starts so far. */
  readonly lives: number;
  /** Nonces drawn so far. */
  readonly nonces: number;
}

export interface Outcome {
  readonly local: number;
  /** What it asks of its host; reports are apart. */
  readonly effects: readonly PeerEffect[];
  readonly traces: readonly Trace[];
}

export interface Locals {
  at(local: number): Local;
  stateOf(local: number): PeerState | undefined;
  /** One for each way in which chance may answer, none twice. */
  outcomesOf(local: number, input: PeerInput): readonly Outcome[];
  /** The process is there again, knows nothing, and has not been started. */
  revived(local: number): number;
  /** The process is gone. */
  gone(local: number): number;
  readonly count: number;
}

/** CHEK-21: the instant of a peer's first life, ms since 1970; a second later for each further one. */
export const FIRST_MS = 1_700_000_000_000;
const LIFE_MS = 1_000;
export const instantOf = ({ lives }: Local): number => FIRST_MS + LIFE_MS * lives;

const utf8 = new TextEncoder();
const CONTENT = 0;
/** Of 256 bits, so that equal ones are of equal texts for all that anybody will see. */
const digestOf = (text: string): string => toHex(symbolicHash(CONTENT, [utf8.encode(text)]));

export function createLocals({ options, step = ownStep }: PeerPart, index: number): Locals {
  const locals = createInterner<Local>();
  const { config } = createPeer(options);
  const intern = (local: Local): number => {
    const { lives, nonces, peer } = local;
    const text = peer === undefined ? 'down' : digestOf(canonical(peer.state));
    return locals.intern(`${lives} ${nonces} ${text}`, () => local);
  };
  intern({ peer: undefined, lives: 0, nonces: 0 });

  function outcomesOf(id: number, input: PeerInput): readonly Outcome[] {
    const before = locals.at(id);
    if (before.peer === undefined) return [];
    const { state } = before.peer;
    let nonces = 0;
    const nonce = (): bigint => {
      nonces += 1;
      return BigInt(index + 1) * 1_000_000n + BigInt(before.nonces + nonces);
    };
    const outcomes = everyOutcome(nonce, (choose): Outcome => {
      nonces = 0;
      const peer = restore(config, state);
      const out = step(peer, input, instantOf(before), choose);
      const after: Local = { ...before, peer, nonces: before.nonces + nonces };
      return {
        local: intern(after),
        effects: out.filter(({ type }) => type !== 'report'),
        traces: out.flatMap((effect) => (effect.type === 'report' ? [effect.trace] : [])),
      };
    });
    return outcomes;
  }

  return {
    at: (id) => locals.at(id),
    stateOf: (id) => locals.at(id).peer?.state,
    outcomesOf,
    revived: (id) => {
      const { lives, nonces } = locals.at(id);
      return intern({ peer: createPeer(options), lives: lives + 1, nonces });
    },
    gone: (id) => intern({ ...locals.at(id), peer: undefined }),
    get count() {
      return locals.count;
    },
  };
}
