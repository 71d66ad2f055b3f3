/** Ids of the spec: `AREA-n` clause, `AREA-Rn` and `AREA-Dn` rows, `AREA-In`, `AREA-Pn`, `DEV-n`. */

export type Kind = 'clause' | 'row' | 'decision' | 'invariant' | 'parameter' | 'deviation';

const ID = /\b([A-Z]{2,6})-([RDIP]?)(\d+)\b/g;
const KINDS: Record<string, Kind> = {
  '': 'clause',
  R: 'row',
  D: 'decision',
  I: 'invariant',
  P: 'parameter',
};

export const areaOf = (id: string): string => id.split('-')[0]!;

export function kindOf(id: string): Kind {
  return areaOf(id) === 'DEV' ? 'deviation' : KINDS[/-([RDIP]?)/.exec(id)![1]!]!;
}

/** Every id in a text, in order. Ranges (`LINK-R1 to LINK-R4`, `LINK-R1 to R4`) name all between. */
export function idsIn(text: string): string[] {
  const ids = [...text.matchAll(ID)].map(([id]) => id);
  const range = /\b([A-Z]{2,6}-[RDIP]?)(\d+) to (?:[A-Z]{2,6}-)?[RDIP]?(\d+)\b/g;
  for (const [, stem, first, last] of text.matchAll(range))
    for (let n = Number(first) + 1; n <= Number(last); n += 1) ids.push(`${stem}${n}`);
  return [...new Set(ids)];
}
