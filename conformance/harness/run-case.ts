/** Plays one case once and judges how it ended. */
import { TargetError, Unsupported } from '../targets/target.js';
import type { Case, Profile } from './case.js';
import { createScene, type SceneOptions, type StagedScene } from './create-scene.js';
import { recordOf, withTrace } from './record.js';
import type { CaseResult } from './result.js';
import { watchStalls } from './stalls.js';
import { ExpectationFailed, HarnessError, Inconclusive, type Verdict } from './verdict.js';

/** A case that plays longer than this has lost its way: every wait in it has a deadline of its own. */
const CASE_MS_MAX = 300_000;
/** The same on virtual time, where cases work all the while and share one thread, on whatever machine. */
const VIRTUAL_MS_MAX = 1_800_000;
/** The same for a case in which somebody takes part by hand. */
const ATTENDED_MS_MAX = 24 * 3_600_000;
const LOG_TAIL_LINES = 40;
const EXIT_GRACE_MS = 500;
/**
 * What stops the suite stops the target on the same machine as long, and a probe speaks only so often:
 * two pauses of a third leave it the last third.
 */
const STALLS_OF_A_LIFE = 3;

type Outcome = Pick<
  CaseResult,
  'verdict' | 'reason' | 'expected' | 'observed' | 'divergence' | 'message'
>;

/** Why a target is not asked at all; undefined if the case applies. */
export function unsupported(
  definition: Case,
  features: readonly string[],
  profile: Profile,
): string | undefined {
  const missing = (definition.needs ?? []).filter((feature) => !features.includes(feature));
  if (missing.length > 0) return `the target does not declare ${missing.join(', ')}`;
  if (definition.profiles && !definition.profiles.includes(profile)) {
    return `holds in ${definition.profiles.join(', ')}; the target is of ${profile}`;
  }
  return undefined;
}

export async function runCase(
  definition: Case,
  options: SceneOptions,
  round: number,
): Promise<CaseResult> {
  const startedMs = Date.now();
  const scene = createScene(options);
  const stalls = watchStalls();
  const thrown = await play(definition, scene, limitMsOf(options.bench));
  const stalledMs = stalls.longestMs();
  const error = blamed(thrown, scene, stalledMs);
  if (isStalled(scene, stalledMs)) noteStall(scene, stalledMs);
  stalls.stop();
  if (error !== undefined) await graceForExit(scene);
  const record = recordOf(scene, definition.id, round);
  const { outcome, findings } = withTrace(judge(definition, scene, error), record);
  const wait = scene.tightestWait();
  const logTail =
    outcome.verdict === 'pass'
      ? []
      : scene.started.flatMap(({ running }) => running.logTail(LOG_TAIL_LINES));
  const closing = await scene.close().then(
    () => undefined,
    (error: Error) => error,
  );
  return {
    case: definition,
    ...(closing && outcome.verdict === 'pass' ? errorOutcome(definition, closing) : outcome),
    durationMs: Date.now() - startedMs,
    ...(wait && { wait }),
    ...(scene.statistics.length > 0 && { statistics: scene.statistics }),
    exchange: scene.evidence.entries,
    ...(findings.length > 0 && { findings }),
    record,
    names: scene.names,
    logTail,
    round,
  };
}

function limitMsOf({ isAttended, clock }: SceneOptions['bench']): number {
  if (isAttended) return ATTENDED_MS_MAX;
  return clock.kind === 'virtual' ? VIRTUAL_MS_MAX : CASE_MS_MAX;
}

async function play(definition: Case, scene: StagedScene, limitMs: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, fail) => {
    timer = setTimeout(
      () => fail(new Inconclusive('TIMEOUT_ENV', `the case took more than ${limitMs} ms`)),
      limitMs,
    );
  });
  try {
    await Promise.race([definition.run(scene), tooLong]);
    return undefined;
  } catch (error) {
    return error ?? new HarnessError('a case threw nothing');
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What a failed expectation is worth after the suite stood still: probes that did not speak in time
 * are dead to the target, and rightly so.
 */
export function blamed(
  error: unknown,
  { clock, timings }: Pick<StagedScene, 'clock' | 'timings'>,
  stalledMs: number,
): unknown {
  if (!(error instanceof ExpectationFailed)) return error;
  if (!isStalled({ clock, timings }, stalledMs)) return error;
  return new Inconclusive(
    'TIMEOUT_ENV',
    `the suite stood still for ${stalledMs} ms, too long to keep its probes alive: ${error.message}`,
  );
}

const isStalled = (
  { clock, timings }: Pick<StagedScene, 'clock' | 'timings'>,
  stalledMs: number,
): boolean =>
  clock.kind === 'real' && stalledMs >= timings.aliveExpirationTimeoutMs / STALLS_OF_A_LIFE;

/** The judge of traces is to ask for nothing that takes probes which live. */
function noteStall({ evidence }: StagedScene, stalledMs: number): void {
  const detail = `the suite stood still for ${stalledMs} ms`;
  const fault = { kind: 'stall', from: [], to: [] } as const;
  evidence.add({ probe: '', stream: '', type: 'note', detail, fault });
}

/** A broken stream is seen before the death of the process behind it. */
async function graceForExit({ started, clock }: StagedScene): Promise<void> {
  for (let waitedMs = 0; clock.kind === 'real' && waitedMs < EXIT_GRACE_MS; waitedMs += 50) {
    if (started.some(({ running }) => running.exit !== undefined)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A target that died on its own fails the case, whatever else went wrong. */
function judge(definition: Case, scene: StagedScene, error: unknown): Outcome {
  if (error instanceof HarnessError) return errorOutcome(definition, error);
  const broken = scene.started.find(({ running }) => running.broken)?.running.broken;
  if (broken) return errorOutcome(definition, broken);
  const gone = scene.started.find(({ running }) => running.exit !== undefined);
  const dead = gone?.running.exit;
  if (gone?.isReference) {
    const message = `${gone.node.name}, a node of the reference, ended (code ${dead?.code})`;
    return errorOutcome(definition, new HarnessError(message));
  }
  if (dead) {
    return {
      verdict: 'fail',
      expected: 'the target stays alive',
      observed: `it ended (code ${dead.code}, signal ${dead.signal}) while ${definition.title}`,
    };
  }
  if (error === undefined) {
    return scene.started.length > 0
      ? { verdict: 'pass' }
      : { verdict: 'harness-error', message: 'the case never started the target' };
  }
  return errorOutcome(definition, error);
}

function errorOutcome(definition: Case, error: unknown): Outcome {
  if (error instanceof ExpectationFailed) {
    const verdict: Verdict = definition.level === 'MUST' ? 'fail' : 'warn';
    const { expected, observed, divergence } = error;
    return { verdict, expected, observed, ...(divergence && { divergence }) };
  }
  if (error instanceof Inconclusive) {
    return { verdict: 'inconclusive', reason: error.reason, message: error.message };
  }
  if (error instanceof Unsupported) return { verdict: 'unsupported', message: error.message };
  if (error instanceof TargetError) return { verdict: 'target-error', message: error.message };
  if (error instanceof HarnessError) return { verdict: 'harness-error', message: error.message };
  const unexpected = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { verdict: 'harness-error', message: unexpected };
}
