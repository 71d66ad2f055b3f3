/**
 * Where the parts of a network's states come from: of each peer state and each envelope the first step that led to
 * it, so that another peer can be led the same way.
 */
import { bytesOf } from '../../peer/received.js';
import type { Locals, Outcome } from './locals.js';
import type { Item } from './streams.js';

/** A step, and which of its outcomes: the answers of chance come in one order (CHEK-22). */
export interface Birth {
  readonly peer: number;
  /** State before it. */
  readonly from: number;
  /** Number of an input, or what the model itself has done. */
  readonly by: number | Change;
  readonly outcome: number;
}
export type Change = 'revived' | 'gone' | 'inOrder';

export interface EnvelopeBirth extends Birth {
  /** Which of the envelopes of the outcome. */
  readonly nth: number;
}

export interface Births {
  /** The locals of a peer, each change of which is kept. */
  watched(peer: number, locals: Locals): Locals;
  step(peer: number, from: number, input: number, outcomes: readonly Outcome[]): void;
  /** Undefined for the state in which a peer has never run. */
  ofLocal(peer: number, local: number): Birth | undefined;
  /** Undefined for what no peer has sent. */
  ofEnvelope(item: Item): EnvelopeBirth | undefined;
}

export function createBirths(itemIn: (bytes: Uint8Array) => Item): Births {
  const locals: Birth[][] = [];
  const envelopes: EnvelopeBirth[] = [];
  const bear = (local: number, birth: Birth): number => {
    locals[birth.peer] ??= [];
    // Who is put in order and was so already is no child of himself.
    if (local !== birth.from) locals[birth.peer]![local] ??= birth;
    return local;
  };
  return {
    watched(peer, own) {
      const by = (change: Change) => (from: number) =>
        bear(own[change](from), { peer, from, by: change, outcome: 0 });
      return Object.create(own, {
        revived: { value: by('revived') },
        gone: { value: by('gone') },
        inOrder: { value: by('inOrder') },
      }) as Locals;
    },
    step(peer, from, by, outcomes) {
      for (const [outcome, { local, effects }] of outcomes.entries()) {
        bear(local, { peer, from, by, outcome });
        for (const [nth, signed] of sentIn(effects).entries())
          envelopes[itemIn(bytesOf(signed))] ??= { peer, from, by, outcome, nth };
      }
    },
    ofLocal: (peer, local) => locals[peer]?.[local],
    ofEnvelope: (item) => envelopes[item],
  };
}

export const sentIn = (effects: Outcome['effects']) =>
  effects.flatMap((effect) => (effect.type === 'envelope.send' ? [effect.signed] : []));
