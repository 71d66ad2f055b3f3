/**
 * Tries the wiring of a target before anything is judged: hello, one node, Ping, a handshake, and whatever
 * else it declares. Says in plain words what is wrong.
 */
import type { CaseResult } from '../harness/result.js';
import { playCases } from '../suite.js';
import { isAdapterTarget } from '../targets/adapter-target.js';
import { type RunningNode, type Target, TargetError } from '../targets/target.js';
import { type Finding, fine, HELLO_TO_DO, leftOut, wrong } from './finding.js';
import { type SmokeCase, smokeCases } from './smoke-cases.js';

export interface SmokeOptions {
  readonly found: (finding: Finding) => void;
  readonly stop: AbortSignal;
}

/** All findings, in order; each is also told at once. Closes the target. */
export async function smoke(target: Target, options: SmokeOptions): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const found = (finding: Finding): void => {
    findings.push(finding);
    options.found(finding);
  };
  try {
    if (await greeted(target, found)) {
      await played(target, found, options.stop);
      await ended(target, found);
    }
  } finally {
    await target.close();
  }
  return findings;
}

async function greeted(target: Target, found: (finding: Finding) => void): Promise<boolean> {
  const check = isAdapterTarget(target) ? 'hello' : 'target';
  try {
    const { name, version, language } = await target.identify();
    const declares = target.features.join(', ') || 'no features';
    const who = [name, version, language && `(${language})`].filter(Boolean).join(' ');
    found(fine(check, `${who} declares ${declares}`));
    if (isAdapterTarget(target))
      found(fine('unknown request', 'a request that nobody knows is answered with unsupported'));
    return true;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const todo = isAdapterTarget(target)
      ? `${HELLO_TO_DO}; fabric-gossip conform doctor looks at the command itself`
      : 'fabric-gossip conform doctor looks at the command itself';
    found(wrong(check, error.message, todo));
    for (const { check: later } of smokeCases(none)) found(leftOut(later, BEFORE));
    return false;
  }
}

const BEFORE = 'not tried, because of what is wrong before';
const none = (): RunningNode => {
  throw new Error('no node was started');
};

async function played(
  target: Target,
  found: (finding: Finding) => void,
  stop: AbortSignal,
): Promise<void> {
  let current: RunningNode | undefined;
  const watched: Target = {
    name: target.name,
    features: target.features,
    timeScale: target.timeScale,
    identify: () => target.identify(),
    async start(node) {
      current = await target.start(node);
      return current;
    },
    // Between two cases it is still needed.
    close: async () => {},
  };
  let isBroken = false;
  for (const one of smokeCases(() => current ?? none())) {
    if (isBroken || stop.aborted) {
      found(leftOut(one.check, isBroken ? BEFORE : 'not tried, the run was stopped'));
      continue;
    }
    const { results } = await playCases(watched, [one.definition], { parallel: 1 });
    const finding = findingOf(one, results[0]!);
    // Without a handshake the rest can still be tried; without Ping it cannot.
    isBroken = finding.verdict === 'wrong' && one.check.startsWith('start');
    found(finding);
  }
}

function findingOf({ check, told, todo }: SmokeCase, result: CaseResult): Finding {
  const { verdict, expected, observed, message } = result;
  if (verdict === 'pass') return fine(check, told);
  if (verdict === 'unsupported') return leftOut(check, message ?? 'not declared');
  const seen = observed === undefined ? undefined : `expected ${expected}; observed ${observed}`;
  const tail = result.logTail.slice(-TAIL_LINES);
  const said = message ?? seen ?? verdict;
  const log = message === undefined && tail.length > 0 ? ['its log ends with:', ...tail] : [];
  return wrong(check, [said, ...log].join('\n'), todo);
}

const TAIL_LINES = 8;

async function ended(target: Target, found: (finding: Finding) => void): Promise<void> {
  const check = 'SIGTERM';
  if (!isAdapterTarget(target))
    return found(leftOut(check, 'tried with every stop: a node that ignores it is killed'));
  const isOver = await target.endsOnSigterm();
  if (isOver === undefined) found(leftOut(check, 'the suite has not started the adapter'));
  else if (isOver) found(fine(check, 'an adapter that gets it ends'));
  else
    found(
      wrong(
        check,
        'an adapter that got it did not end in time, and was killed',
        'stop all nodes and exit on SIGTERM, and when stdin ends',
      ),
    );
}
