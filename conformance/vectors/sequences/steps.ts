/** Steps of sequences, in few words. */
import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import { from } from '../author.js';
import type { Judged, Sent, VectorInput, VectorStep } from '../vector.js';

type Answer = Pick<VectorStep, 'sends' | 'never'>;

const step = (
  input: VectorInput,
  verdict: Judged,
  clauses: readonly string[],
  reason: string,
  answer: Answer = {},
): VectorStep => ({ input, verdict, clauses, reason, ...answer });

export const accepts = (
  input: VectorInput,
  clauses: readonly string[],
  reason: string,
  answer: Answer = {},
): VectorStep => step(input, 'accept', clauses, reason, answer);

export const ignores = (
  input: VectorInput,
  clauses: readonly string[],
  reason: string,
  answer: Answer = {},
): VectorStep => step(input, 'ignore', clauses, reason, answer);

export const rejects = (
  input: VectorInput,
  clauses: readonly string[],
  reason: string,
): VectorStep => step(input, 'reject', clauses, reason);

export const waits = (
  ms: number,
  clauses: readonly string[],
  reason: string,
  answer: Answer = {},
): VectorStep => ({ input: { type: 'wait', ms }, clauses, reason, ...answer });

/** A message that only prepares what follows. */
export const says = (sender: string, envelope: Envelope, reason: string): VectorStep =>
  accepts(from(sender, envelope), [], reason);

export const sent = (to: string, content: string, more: Partial<Sent> = {}): Sent => ({
  to,
  content,
  ...more,
});
