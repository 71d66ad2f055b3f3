/** What nodes say of themselves, read as strictly as what they send. */
import { flawOf } from './control/messages.js';
import { type Question, TargetError } from './target.js';

/** @throws TargetError unless the value has the form that this question asks for. */
export function answerIn(question: Question['what'], value: unknown): unknown {
  const flaw = flawOf(`${question}Value`, value);
  if (flaw === undefined) return value;
  const said = JSON.stringify(value)?.slice(0, 200);
  throw new TargetError(`asked for "${question}" it answered ${said}: ${flaw}`);
}

/** Who is alive and who is dead, of members as the reference tells them. */
export function membershipIn(value: unknown): { alive: string[]; dead: string[] } {
  const members = value as { endpoint: string; internalEndpoint: string; state: string }[];
  const those = (state: string) =>
    members
      .filter((member) => member.state === state)
      .map(({ endpoint, internalEndpoint }) => internalEndpoint || endpoint);
  return { alive: those('alive'), dead: those('dead') };
}
