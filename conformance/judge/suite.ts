/** The suite judged by its own rule: whatever it sent is legal, or was marked as breaking a rule. */
import { violation } from '../harness/wire/legality.js';
import { hex } from '../harness/wire/sign.js';
import type { CaseRecord } from './record.js';
import type { Breach } from './rule.js';

/** Empty unless the suite has a defect. */
export function suiteDefects({ entries, participants }: CaseRecord): readonly Breach[] {
  const known = new Map(participants.map((p) => [hex(p.pkiId), p.identity]));
  return entries.flatMap(({ n, type, decoded, illegal, probe }) => {
    if (type !== 'sent' || illegal !== undefined) return [];
    const broken = decoded ? violation(decoded, known) : 'bytes that are no envelope';
    return broken ? [{ entry: n, observed: `${probe} sent a message with ${broken}` }] : [];
  });
}
