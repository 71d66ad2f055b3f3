/** The form that all vectors of one input have, with what most of them share. */
import type { Profile } from '../../harness/case.js';
import type {
  Judged,
  ReadConfiguration,
  Receiver,
  SequenceVector,
  SingleVector,
  VectorInput,
  VectorKind,
  VectorStep,
} from '../vector.js';
import { NOW_MS } from '../world.js';

export const ALL: readonly Profile[] = ['fabric-2.5', 'fabric-3.1', 'hardened'];
export const FABRIC: readonly Profile[] = ['fabric-2.5', 'fabric-3.1'];
export const HARDENED: readonly Profile[] = ['hardened'];

/** A peer of O that has joined a channel of O and F, with three blocks, and one of O and G. */
export const RECEIVER: Receiver = {
  peer: 'o0',
  channels: { ch: 3, other: 1 },
  externalEndpoint: 'o0.test:7051',
  leadership: 'none',
};

export interface SingleParts {
  /** Behaviour, without the kind. */
  readonly id: string;
  readonly description: string;
  readonly input: VectorInput;
  readonly verdict: Judged;
  readonly clauses: readonly string[];
  readonly reason: string;
  readonly profiles?: readonly Profile[];
  readonly nowMs?: number;
  readonly receiver?: Partial<Receiver>;
  readonly given?: readonly VectorInput[];
  readonly reads?: ReadConfiguration;
}

export const single = (kind: VectorKind, parts: SingleParts): SingleVector => ({
  id: `${kind}/${parts.id}`,
  kind,
  description: parts.description,
  profiles: parts.profiles ?? ALL,
  nowMs: parts.nowMs ?? NOW_MS,
  receiver: { ...RECEIVER, ...parts.receiver },
  given: parts.given ?? [],
  input: parts.input,
  verdict: parts.verdict,
  clauses: parts.clauses,
  reason: parts.reason,
  ...(parts.reads && { reads: parts.reads }),
});

export interface SequenceParts {
  readonly id: string;
  readonly description: string;
  readonly steps: readonly VectorStep[];
  readonly profiles?: readonly Profile[];
  readonly receiver?: Partial<Receiver>;
}

export const sequence = (parts: SequenceParts): SequenceVector => ({
  id: `sequence/${parts.id}`,
  kind: 'sequence',
  description: parts.description,
  profiles: parts.profiles ?? ALL,
  nowMs: NOW_MS,
  receiver: { ...RECEIVER, ...parts.receiver },
  given: [],
  steps: parts.steps,
});
