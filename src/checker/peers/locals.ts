/**
 * Peers as numbers: each state that a peer comes into is kept once, and each step from it is computed once,
 * whatever the number of network states in which it stands. What stands beside a peer is part of its number.
 *
 * Implements spec/17-checker.md, CHEK-20 to CHEK-23, CHEK-34 to CHEK-36.
 */
import { canonical, restore } from '../../peer/image.js';
import type { LinkId, PeerEffect, PeerInput } from '../../peer/io.js';
import { isOpen } from '../../peer/links.js';
import { createPeer, step as ownStep, type Peer } from '../../peer/peer.js';
import type { PeerState } from '../../peer/state.js';
import type { Trace } from '../../peer/trace.js';
import { decodeSignedMessage, type SignedMessage } from '../../wire/envelope.js';
import { toHex } from '../../wire/hex.js';
import { type AgeKind, ageingsOf } from './ageing.js';
import { everyOutcome, NO_ANSWERS } from './choices.js';
import { abandoned, answered, asked, type Desk, EMPTY_DESK } from './desk.js';
import type { LedgerRule } from './ledger-rule.js';
import type { PeerPart, Seen } from './network.js';
import { type Alphabet, createAlphabet, createSpellingInterner, type Spelled } from './spelling.js';
import { putInOrder, type unreadStores } from './stores.js';

/** The number of the state in which a peer does not run. */
export const DOWN = 0;

export interface Local {
  /** Undefined if it does not run. */
  readonly peer: Peer | undefined;
  /** Starts so far. */
  readonly lives: number;
  /** Nonces drawn so far. */
  readonly nonces: number;
  readonly desk: Desk;
  /** CHEK-35 */
  readonly marks: number;
  /** What a villain keeps, in order of its bytes; undefined while it behaves. */
  readonly heard: readonly Uint8Array[] | undefined;
  /** CHEK-36: what an input made it fail with; it does not run then, and never returns. */
  readonly failure?: string;
}

export interface Outcome {
  readonly local: number;
  /** What it asks of its host; reports are apart. */
  readonly effects: readonly PeerEffect[];
  readonly traces: readonly Trace[];
  /** Of chance. */
  readonly answers: readonly number[];
}

export interface Locals {
  at(local: number): Local;
  /** A text that is equal for equal ones, in every instance of a model. */
  textOf(local: number): string;
  stateOf(local: number): PeerState | undefined;
  /** One for each way in which chance may answer, none twice. */
  outcomesOf(local: number, input: PeerInput): readonly Outcome[];
  /** CHEK-56: the same of a copy of the input, into which nothing can have been written. */
  outcomesAnew(local: number, input: PeerInput): readonly Outcome[];
  /** CHEK-32: one for each stored age that can pass a limit. */
  agedOf(local: number): readonly { readonly local: number; readonly what: string }[];
  /** The process is there again, knows nothing, and has not been started. */
  revived(local: number): number;
  /** The process is gone. */
  gone(local: number): number;
  /** CHEK-34: whether what comes on the link goes to a villain's memory, and no further. */
  hears(local: number, link: LinkId): boolean;
  /** A villain that has forgotten what it heard. */
  forgetful(local: number): number;
  /** A villain that behaves no longer. */
  turned(local: number): number;
  /** CHEK-102: the same with its stores in the order of their keys, where nobody reads their order. */
  inOrder(local: number): number;
  /** Whether nothing has changed a state since it was met. */
  isAsBefore(local: number): boolean;
  readonly count: number;
}

/** What the peers of a network have in common. */
export interface Common {
  readonly rule: LedgerRule;
  /** Of what this one stores. */
  readonly ages: ReadonlySet<AgeKind>;
  readonly marks: ((seen: Seen) => number) | undefined;
  readonly alphabet: Alphabet;
  readonly unread: typeof unreadStores;
  /** Of the message in an envelope. */
  kindOf(bytes: Uint8Array): string;
}

/** CHEK-21: the instant of a peer's first life, ms since 1970; a second later for each further one. */
export const FIRST_MS = 1_700_000_000_000;
const LIFE_MS = 1_000;
export const instantOf = ({ lives }: Pick<Local, 'lives'>): number => FIRST_MS + LIFE_MS * lives;

/** The n-th that a peer draws, from 1: no other is the same. */
export const nonceOf = (peer: number, nth: number): bigint =>
  BigInt(peer + 1) * 1_000_000n + BigInt(nth);

/** What came of it, or the message of what it has thrown. */
function attempted<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Messages of envelopes that arrive, by their bytes: each is decoded once. */
const messages = new WeakMap<Uint8Array, SignedMessage>();

/** A message in the place of its bytes, if they are one. */
export function decoded(input: PeerInput): PeerInput {
  if (input.type !== 'envelope.received' || !(input.message instanceof Uint8Array)) return input;
  let message = messages.get(input.message);
  if (message === undefined) {
    const verdict = decodeSignedMessage(input.message);
    if (verdict.verdict !== 'accept') return input;
    message = verdict.value;
    messages.set(input.message, message);
  }
  return { ...input, message };
}

/** CHEK-56: whether nothing has been written into what steps are given for the input. */
export const isUnwritten = (input: PeerInput): boolean =>
  canonical(decoded(input)) === canonical(decoded(structuredClone(input)));

const inOrder = (messages: readonly Uint8Array[]): Uint8Array[] =>
  [...messages].sort((a, b) => (toHex(a) < toHex(b) ? -1 : 1));

export function createLocals(part: PeerPart, index: number, common: Common): Locals {
  const { options, step = ownStep, villain } = part;
  const { rule, ages, marks, alphabet, unread } = common;
  const locals = createSpellingInterner<Local>();
  const { config, state: unborn } = createPeer(options);
  const texts: string[] = [];
  const revivals: number[] = [];
  const ends: number[] = [];
  const ordered: number[] = [];
  const spelled: Spelled = { words: new Int32Array(1 << 10), length: 0 };

  function spell(local: Local, by: Alphabet): void {
    const { lives, nonces, peer, desk, heard, failure } = local;
    spelled.length = 0;
    for (const part of [lives, nonces, local.marks, failure, peer?.state, desk, heard])
      by.spell(part, spelled);
  }
  function intern(local: Local): number {
    spell(local, alphabet);
    return locals.intern(spelled, () => {
      texts.push(alphabet.digestOf(spelled));
      return local;
    });
  }
  /** As when nothing was spelled before. */
  function textAnew(local: Local): string {
    const fresh = createAlphabet();
    spell(local, fresh);
    return fresh.digestOf(spelled);
  }
  intern({ peer: undefined, lives: 0, nonces: 0, desk: EMPTY_DESK, marks: 0, heard: undefined });

  const hears = ({ heard, peer }: Local, link: LinkId): boolean => {
    const entry = heard === undefined ? undefined : peer?.state.links.get(link);
    return entry !== undefined && isOpen(entry);
  };

  /** CHEK-34: what a villain hears on an open link goes no further than its memory. */
  function overheard(local: Local, input: PeerInput): Outcome | undefined {
    const { heard } = local;
    if (heard === undefined || input.type !== 'envelope.received' || !hears(local, input.link))
      return undefined;
    const bytes = input.message as Uint8Array;
    const text = toHex(bytes);
    const isKept =
      villain!.keeps(common.kindOf(bytes)) && !heard.some((one) => toHex(one) === text);
    const after = isKept ? inOrder([...heard, bytes]) : heard;
    return {
      local: intern({ ...local, heard: after }),
      effects: [],
      traces: [],
      answers: NO_ANSWERS,
    };
  }

  const outcomesOf = (id: number, input: PeerInput): readonly Outcome[] =>
    outcomesGiven(id, input, decoded(input));

  /** `given`: the input as the peer's step gets it. */
  function outcomesGiven(id: number, input: PeerInput, given: PeerInput): readonly Outcome[] {
    const before = locals.at(id);
    if (before.peer === undefined) return [];
    const kept = overheard(before, input);
    if (kept !== undefined) return [kept];
    const { state } = before.peer;
    const desk = answered(before.desk, input, rule);
    let nonces = 0;
    const nonce = (): bigint => {
      nonces += 1;
      return nonceOf(index, before.nonces + nonces);
    };
    return everyOutcome(nonce, (choose, answers): Outcome => {
      nonces = 0;
      const peer = restore(config, state);
      const out = attempted(() => step(peer, given, instantOf(before), choose));
      if (typeof out === 'string')
        return {
          local: intern({ ...before, peer: undefined, failure: out }),
          effects: [],
          traces: [],
          answers,
        };
      const effects = out.filter(({ type }) => type !== 'report');
      const seen = {
        peer: index,
        before: state,
        after: peer.state,
        input,
        effects,
      };
      const after: Local = {
        ...before,
        peer,
        nonces: before.nonces + nonces,
        desk: asked(desk, effects, rule),
        marks: before.marks | (marks?.(seen) ?? 0),
      };
      return {
        local: intern(after),
        effects,
        traces: out.flatMap((effect) => (effect.type === 'report' ? [effect.trace] : [])),
        answers,
      };
    });
  }

  function sorted(id: number): number {
    const before = locals.at(id);
    if (before.peer === undefined) return id;
    const peer = restore(config, before.peer.state);
    let isChanged = false;
    for (const store of unread(peer.state, config.parameters))
      if (putInOrder(store)) isChanged = true;
    return isChanged ? intern({ ...before, peer }) : id;
  }

  return {
    at: (id) => locals.at(id),
    textOf: (id) => texts[id]!,
    isAsBefore: (id) => textAnew(locals.at(id)) === texts[id],
    stateOf: (id) => locals.at(id).peer?.state,
    outcomesOf,
    outcomesAnew: (id, input) => outcomesGiven(id, input, decoded(structuredClone(input))),
    agedOf(id) {
      const before = locals.at(id);
      // A villain decides nothing, so its ages do not matter.
      if (before.peer === undefined || before.heard !== undefined || ages.size === 0) return [];
      const of = { kinds: ages, parameters: config.parameters };
      return ageingsOf(before.peer.state, instantOf(before), of).map(({ what, apply }) => {
        const peer = restore(config, before.peer!.state);
        apply(peer.state);
        return { what, local: intern({ ...before, peer }) };
      });
    },
    revived(id) {
      const before = locals.at(id);
      revivals[id] ??= intern({
        ...before,
        peer: restore(config, unborn),
        lives: before.lives + 1,
      });
      return revivals[id];
    },
    gone(id) {
      const before = locals.at(id);
      ends[id] ??= intern({ ...before, peer: undefined, desk: abandoned(before.desk) });
      return ends[id];
    },
    hears: (id, link) => hears(locals.at(id), link),
    forgetful(id) {
      const before = locals.at(id);
      const isFull = before.heard !== undefined && before.heard.length > 0;
      return isFull ? intern({ ...before, heard: [] }) : id;
    },
    inOrder(id) {
      ordered[id] ??= sorted(id);
      return ordered[id];
    },
    turned(id) {
      const before = locals.at(id);
      const kept = before.peer && villain?.kept?.(before.peer.state);
      return intern({ ...before, heard: inOrder(kept ?? []) });
    },
    get count() {
      return locals.count;
    },
  };
}
