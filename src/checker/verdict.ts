/** What is to be said of a property. */
import type { Property } from './model.js';

/** `open`: nothing to the contrary so far, and not all states were seen. */
export type Verdict = 'holds' | 'violated' | 'open';

/** CHEK-7, CHEK-8. `witness`: a state that decides; `ended`: `all` if every state was met. */
export function verdictOf(
  { kind }: Pick<Property, 'kind'>,
  witness: number | undefined,
  ended: string | undefined,
): Verdict {
  const decided = kind === 'always' ? 'violated' : 'holds';
  const otherwise = kind === 'always' ? 'holds' : 'violated';
  if (witness !== undefined) return decided;
  return ended === 'all' ? otherwise : 'open';
}
