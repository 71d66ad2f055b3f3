/** Divergences that the specification tells of: each with the entry that explains it. */
import type { Difference, Facts } from './compare.js';
import { isHidden, type Name, type Say, type Script, type Step } from './script/script.js';

export interface Explanation {
  /** An entry of chapter 91, or the clause that leaves it open. */
  readonly dev: string;
  /** What differs, in a sentence. */
  readonly what: string;
  /** Facts of a difference that it accounts for. */
  covers(fact: string, side: keyof Difference, script: Script, all: Difference): boolean;
}

/** The same snapshot, but for the node's own StateInfo, which says the height of its genesis block. */
function hasOwnFromTheStart(
  fact: string,
  side: keyof Difference,
  _: Script,
  all: Difference,
): boolean {
  if (!/ gets snapshot of ch\d /.test(fact)) return false;
  const without = (it: string): string =>
    it.replace(/(, |: )the node's(, height 1)?$/, (_text, before) =>
      before === ', ' ? '' : ': nothing',
    );
  return side === 'fabric'
    ? without(fact) !== fact && all.reference.includes(without(fact))
    : all.fabric.some((it) => it !== fact && without(it) === fact);
}

/**
 * Nobody was a live member of a channel before the questions at the end, by which several become one after the
 * other: the node tells its height once, and who is a member by then hears of it.
 */
function isToldByTheQuestions(fact: string, _: keyof Difference, __: Script, all: Difference) {
  const channel = /^\S+ hears of the node in (ch\d): height 1$/.exec(fact)?.[1];
  const atEnd = (facts: Facts, said: RegExp): boolean =>
    facts.some((it) => it.includes(` gets snapshot of ${channel} at asking: `) && said.test(it));
  return (
    channel !== undefined &&
    atEnd(all.reference, /: nothing$/) &&
    atEnd(all.fabric, /: the node's, height 1$/)
  );
}

/** The steps that sent a StateInfo without properties of `author` in `channel`. */
const withoutProperties = ({ steps }: Script): readonly Bare[] =>
  steps.flatMap((step) => {
    if (step.do !== 'say' || step.kind !== 'stateInfo') return [];
    if (step.variant !== 'without properties' || !step.channel) return [];
    return [{ author: step.of ?? step.who, step: `s${step.n}`, channel: step.channel }];
  });

interface Bare {
  readonly author: string;
  readonly step: string;
  readonly channel: string;
}

const inSnapshot = (fact: string, { channel }: Bare): boolean =>
  fact.includes(` gets snapshot of ${channel} `);

/** A snapshot without what it holds of one author. */
const lessItemsOf = (fact: string, { author }: Bare): string =>
  fact.replace(new RegExp(`${author}'s s\\d+, `), '');

/** Whether nothing else makes its author a member of the channel. */
const isOnlyOne = ({ author, channel }: Bare, { steps }: Script): boolean =>
  !steps.some(
    (step) =>
      (step.do === 'say' || step.do === 'serve') &&
      ['stateInfo', 'snapshot', 'snapshots'].includes(step.kind) &&
      step.variant !== 'without properties' &&
      step.channel === channel &&
      (step.of ?? step.who) === author,
  );

/** Pull of blocks from the author, and what blocks the node has by it. */
function showsMember(fact: string, { author, channel }: Bare, { steps }: Script): boolean {
  const serves = steps.some((s) => s.do === 'serve' && s.kind === 'blocks' && s.who === author);
  return (
    fact.startsWith(`${author} gets hello for BLOCK_MSG ${channel}`) ||
    (fact.startsWith(`${author} is asked for block `) && fact.endsWith(` of ${channel}`)) ||
    (serves && fact.includes(`: blocks of ${channel}: `))
  );
}

/** Fabric relays such a message and has it in snapshots, the reference has the one before or none there. */
function showsBare(fact: string, side: keyof Difference, script: Script, all: Difference): boolean {
  return withoutProperties(script).some((bare) => {
    const item = `${bare.author}'s ${bare.step}`;
    if (side === 'fabric' && isOnlyOne(bare, script) && showsMember(fact, bare, script))
      return true;
    if (side === 'fabric') {
      if (fact.endsWith(` gets stateInfo ${item}`)) return true;
      return inSnapshot(fact, bare) && fact.includes(`${item}, `);
    }
    if (!inSnapshot(fact, bare)) return false;
    const rest = lessItemsOf(fact, bare);
    return all.fabric.some((it) => it.includes(`${item}, `) && lessItemsOf(it, bare) === rest);
  });
}

/**
 * Whether somebody has sent what does not decode after the node may have dialled it, because its stream
 * ended or it opened a second one; and the fact is about that peer.
 */
const deafTo = (fact: string, { steps }: Script): boolean =>
  steps.some((step, i) => {
    if (step.do !== 'say' || step.kind !== 'damaged') return false;
    const before = steps.slice(0, i).filter((s) => 'who' in s && s.who === step.who);
    const opened = before.filter((s) => s.do === 'connect').length;
    const isDialled = opened !== 1 || before.some((s) => endsLinkOf(s, step.who));
    if (!isDialled || isBefore(fact, step.n)) return false;
    return isAbout(fact, step.who);
  });

const isAbout = (fact: string, who: Name): boolean =>
  [`${who} `, `${who}'s `].some((words) => fact.includes(words));

/** Steps by which an alive message of somebody without a secret may come to the node. */
const isWithoutSecret = (step: Step): step is Say =>
  step.do === 'say' && ['without secret', 'self without secret'].includes(step.variant);

/**
 * The newest alive message of a hidden peer has no secret, and then its link ends: if a membership request is the
 * first that is meant for it, it is dialled nowhere and dead, and if anything else is, it is dialled. The
 * fact is about that peer, and what differs shows the one on this side and the other on that.
 */
function isFirstAsked(fact: string, _: keyof Difference, script: Script, all: Difference): boolean {
  return script.steps.some((step, i) => {
    if (!isWithoutSecret(step)) return false;
    const who = step.of ?? step.who;
    if (!isHidden(who)) return false;
    const end = script.steps.slice(i + 1).find((s) => endsLinkOf(s, who));
    if (end === undefined || isBefore(fact, end.n)) return false;
    const dead = new RegExp(`; dead .*\\b${who}'s `);
    return (
      isAbout(fact, who) &&
      (['reference', 'fabric'] as const).some((side) => {
        const other = side === 'fabric' ? 'reference' : 'fabric';
        return all[side].some((it) => dead.test(it)) && all[other].includes(`${who} is dialled`);
      })
    );
  });
}

const endsLinkOf = (step: Step, who: Name): boolean =>
  'who' in step &&
  step.who === who &&
  (step.do === 'close' || (step.do === 'say' && step.kind === 'damaged'));

/** Several offer identities, and not all of them rightly: whom the node asks is drawn. */
function isOfDrawnOwner(fact: string, _: keyof Difference, { steps }: Script): boolean {
  const serving = steps.flatMap((s) => (s.do === 'serve' && s.kind === 'identities' ? [s] : []));
  if (new Set(serving.map(({ who }) => who)).size < 2) return false;
  if (serving.every(({ variant }) => variant === 'valid')) return false;
  return / is asked for the identity of | gets (digest|update) for (nothing|\S+( asks: identities)?): /.test(
    fact,
  );
}

/** Whether a fact is about an answer to an earlier step than `n`. */
function isBefore(fact: string, n: number): boolean {
  const at = / (?:at|for) s(\d+):/.exec(fact)?.[1];
  return at !== undefined && Number(at) < n;
}

export const EXPLANATIONS: readonly Explanation[] = [
  {
    dev: 'PULL-7',
    what: 'who of several owners of an identity is asked is drawn, and they do not offer the same',
    covers: isOfDrawnOwner,
  },
  {
    dev: 'DEV-32',
    what: 'Fabric has its own StateInfo since it joined, the reference since it had somebody to tell',
    covers: hasOwnFromTheStart,
  },
  {
    dev: 'CHAN-36',
    what: 'a height is told once, and members by the questions at the end become it one by one',
    covers: isToldByTheQuestions,
  },
  {
    dev: 'DEV-69',
    what: 'whether a membership request or something else is first is left to the intervals',
    covers: isFirstAsked,
  },
  {
    dev: 'DEV-68',
    what: 'Fabric takes a StateInfo without properties, the reference rejects it',
    covers: showsBare,
  },
  {
    dev: 'DEV-8',
    what: 'Fabric is deaf on a link that it dialled after a damaged message, the reference ends it',
    covers: (fact, _, script) => deafTo(fact, script),
  },
];

/** The entries that account for all of a difference; undefined if something is left. */
export function explained(
  all: Difference,
  script: Script,
  explanations: readonly Explanation[] = EXPLANATIONS,
): readonly string[] | undefined {
  const devs = new Set<string>();
  for (const [side, facts] of Object.entries(all)) {
    for (const fact of facts) {
      const by = explanations.find((e) => e.covers(fact, side as keyof Difference, script, all));
      if (!by) return undefined;
      devs.add(by.dev);
    }
  }
  return [...devs].sort();
}
