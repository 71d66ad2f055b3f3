/** Cases by chapter, and in which colour a verdict is shown. */
import type { Verdict } from '../harness/verdict.js';

/** Titles of the specification's chapters, by the first part of case ids, in their order. */
const CHAPTERS: Readonly<Record<string, string>> = {
  wire: '2 Wire',
  identity: '3 Identity',
  link: '4 Link',
  membership: '5 Membership',
  push: '6 Push',
  pull: '7 Pull',
  channel: '9 Channel',
  election: '10 Election',
  transfer: '11 State transfer',
  delivery: '12 Delivery',
  ledger: '13 Ledger',
  network: 'Networks of several nodes',
};

export const chapterOf = (caseId: string): string => caseId.slice(0, caseId.indexOf('/'));

/** `link` in words; what is no chapter keeps its name. */
export const chapterTitle = (chapter: string): string =>
  CHAPTERS[chapter] ?? `${chapter.charAt(0).toUpperCase()}${chapter.slice(1)}`;

/** In the order of chapters, then those that are none, as they come. */
export function byChapter<T extends { readonly id: string }>(
  cases: readonly T[],
): [string, readonly T[]][] {
  const chapters = new Map<string, T[]>();
  for (const c of cases) {
    const chapter = chapterOf(c.id);
    chapters.set(chapter, [...(chapters.get(chapter) ?? []), c]);
  }
  const order = Object.keys(CHAPTERS);
  const place = (chapter: string): number =>
    order.includes(chapter) ? order.indexOf(chapter) : order.length;
  return [...chapters].sort(([a], [b]) => place(a) - place(b));
}

const GOOD: readonly Verdict[] = ['pass', 'xfail'];
const BAD: readonly Verdict[] = ['fail', 'xpass', 'target-error', 'harness-error'];

export const isBad = (verdict: Verdict): boolean => BAD.includes(verdict);

/** Names of classes of the page. */
export function colourOf(verdict: Verdict): 'good' | 'bad' | 'unsure' | 'dim' {
  if (GOOD.includes(verdict)) return 'good';
  if (BAD.includes(verdict)) return 'bad';
  return verdict === 'unsupported' ? 'dim' : 'unsure';
}
