/** Plays a list of cases against one target, several at a time, and keeps what became of each. */
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredCase } from '../judge/trace-lines.js';
import { targetNamed } from '../targets/named.js';
import { type Implementation, type Target, TargetError } from '../targets/target.js';
import { type Bench, isInProcess, wireBench } from './bench.js';
import type { Case, Profile } from './case.js';
import type { SceneOptions } from './create-scene.js';
import { seededMaterial } from './minting/material.js';
import { mintOrganisations } from './organisations.js';
import { type MintedPeers, organisationsFor } from './own-peers.js';
import type { CaseResult, Run } from './result.js';
import { runCase, unsupported } from './run-case.js';
import { type KnownFailure, settled } from './settle.js';
import { type StartedNode, startNode } from './start-node.js';
import { WIRE_TIMINGS } from './timings.js';
import type { Verdict } from './verdict.js';

/** Longer than any run. */
const SHARED_RECONNECT_MS = 3_600_000;

/** After so many nodes in a row that did not start, the rest is not tried. */
const START_FAILURES_MAX = 3;

export interface RunOptions {
  readonly target: Target;
  /** How to ask for the target again on a command line; default its name. */
  readonly targetArgument?: string;
  readonly cases: readonly Case[];
  readonly seed: string;
  /** How many cases play at the same time. */
  readonly parallel: number;
  /** How often each case plays. */
  readonly repeat: number;
  /** Which case of the plan plays next, where several threads share one plan. */
  readonly take?: () => number;
  /** Number of the first time that a case plays. Default 1. */
  readonly firstRound?: number;
  /** For a replay: the instant from which identities and virtual time follow. Default the present. */
  readonly epoch?: Date;
  /**
   * Whether the peers of each case are others, as on a wire where they meet, or all the same. Default
   * by what the target lives in.
   */
  readonly peers?: 'of each case' | 'of all cases';
  /** Absolute folder for nodes; removed by whoever made it. */
  readonly workdir: string;
  readonly command: string;
  /** Failures that are known, by case id. */
  readonly expectedFailures: ReadonlyMap<string, readonly KnownFailure[]>;
  /** The profile to judge by; default the one that the target declares. */
  readonly profile?: Profile;
  /** A missed SHOULD fails. Default false. */
  readonly strict?: boolean;
  /** Stands between a case and its bench; a case to which it answers gets a node of its own. */
  readonly stage?: (definition: Case, bench: Bench) => Bench | undefined;
  readonly progress: (result: CaseResult, done: number, planned: number) => void;
  /** Gets what was recorded of each case that was played, to store it. */
  readonly keep?: (stored: StoredCase) => void;
  /** Aborted: running cases finish, the others do not begin. */
  readonly stop: AbortSignal;
}

export async function runCases(options: RunOptions): Promise<Run> {
  const { target, seed, stop } = options;
  const startedAt = new Date();
  const { unidentified, ...implementation } = await identified(target);
  const profile: Profile = options.profile ?? implementation.profile ?? 'fabric-3.1';
  const epoch = options.epoch ?? startedAt;
  const organisations = await mintOrganisations(
    join(options.workdir, 'organisations'),
    seededMaterial(`${seed}/${epoch.toISOString()}`, epoch.getTime()),
  );
  const plan = options.cases.flatMap((definition) =>
    Array.from({ length: options.repeat }, (_, i) => ({
      definition,
      round: i + (options.firstRound ?? 1),
    })),
  );
  // For networks of target and reference; nothing runs until a case starts a node of it.
  const reference = targetNamed(`reference:${profile}`, target.timeScale);
  const material = join(options.workdir, 'nodes');
  const results: (CaseResult | undefined)[] = plan.map(() => undefined);
  const inProcess = isInProcess(target) ? target : undefined;
  const peers = options.peers ?? (inProcess ? 'of all cases' : 'of each case');
  const minted: MintedPeers = new Map();
  const folderOf = ({ id }: Case, round: number): string =>
    join(options.workdir, id.replaceAll('/', '-'), String(round));
  const sceneOptions = (definition: Case, round: number): SceneOptions => {
    const bench = inProcess
      ? inProcess.bench(`${seed}/${definition.id}/${round}`, epoch.getTime())
      : wireBench(target, reference);
    const staged = options.stage?.(definition, bench);
    const isShared = definition.node === 'shared' && !inProcess && !staged;
    return {
      caseId: definition.id,
      hasTwin: definition.twin !== undefined,
      knowsOthers: definition.needs?.includes('multi-org') ?? false,
      seed,
      bench: staged ?? bench,
      target,
      organisations:
        peers === 'of all cases'
          ? organisationsFor(organisations, '', minted)
          : organisationsFor(organisations, `${definition.id}/${round}`),
      workdir: folderOf(definition, round),
      ...(inProcess && { material }),
      ...(isShared && { shared: sharedNode }),
    };
  };

  let shared: Promise<StartedNode> | undefined;
  // Taken note of before anything is awaited: who asks meanwhile waits for the same start.
  const sharedNode = (): Promise<StartedNode> => {
    shared = runningOrNew(shared);
    return shared;
  };
  let sharedFailures = 0;
  const runningOrNew = async (before: typeof shared): Promise<StartedNode> => {
    let failure: unknown;
    const known = await before?.catch((error: unknown) => {
      failure = error;
    });
    if (known && !known.running.exit && !known.running.broken) return known;
    sharedFailures = failure === undefined ? 0 : sharedFailures + 1;
    // Who waits for it meanwhile would else wait for one start after the other.
    if (sharedFailures >= START_FAILURES_MAX) throw failure;
    return startShared();
  };
  const startShared = (): Promise<StartedNode> => {
    const workdir = join(options.workdir, 'shared');
    mkdirSync(workdir, { recursive: true });
    const own = {
      caseId: 'shared',
      hasTwin: false,
      knowsOthers: false,
      seed,
      bench: wireBench(target),
      target,
      organisations,
      workdir,
    };
    // Its dead members were probes of other cases: it is not to look for them at ports of later ones.
    const timings = { ...WIRE_TIMINGS, reconnectIntervalMs: SHARED_RECONNECT_MS };
    return startNode(own, {}, timings, 'shared');
  };

  let next = 0;
  let done = 0;
  let startFailures = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      const index = options.take ? options.take() : next++;
      const item = plan[index];
      if (!item) return;
      const { definition, round } = item;
      const missing = unsupported(definition, target.features, profile);
      const skipped: [Verdict, string] | undefined = unidentified
        ? index === 0
          ? ['target-error', unidentified.message]
          : ['not-run', 'the target could not be started']
        : missing
          ? ['unsupported', missing]
          : stop.aborted
            ? ['not-run', 'the run was stopped']
            : startFailures >= START_FAILURES_MAX
              ? ['not-run', 'the target could not be started']
              : undefined;
      const result = skipped
        ? withoutPlaying(definition, round, ...skipped)
        : settled(await runCase(definition, sceneOptions(definition, round), round), {
            known: options.expectedFailures.get(definition.id) ?? [],
            strict: options.strict === true,
          });
      if (!skipped) startFailures = result.verdict === 'target-error' ? startFailures + 1 : 0;
      // Meanwhile others play: at the end of a long run all the ledgers would take a minute or two.
      if (result.verdict === 'pass') removals.push(removed(folderOf(definition, round)));
      // A thread has handed it over already, and keeps nothing that the others do not need.
      if (!options.take) results[index] = result;
      const { record, verdict } = result;
      if (record) options.keep?.({ record, verdict });
      done += 1;
      options.progress(result, done, plan.length);
    }
  };
  const removals: Promise<void>[] = [];
  await Promise.all(Array.from({ length: Math.max(1, options.parallel) }, worker));
  await Promise.all(removals);
  await Promise.all([target.close(), reference.close()]);
  return {
    info: {
      target: options.targetArgument ?? target.name,
      implementation,
      profile,
      ...(options.profile && { askedProfile: options.profile }),
      features: target.features,
      timings: WIRE_TIMINGS,
      timeScale: target.timeScale,
      seed,
      startedAt,
      epoch,
      peers,
      command: options.command,
      network: inProcess ? 'memory' : 'wire',
    },
    planned: plan.length,
    results: results.map((r) => r!),
    durationMs: Date.now() - startedAt.getTime(),
    interrupted: stop.aborted,
  };
}

/** What is left of it, whoever made the folder of the run removes. */
const removed = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true }).catch(() => {});

/** A target that does not even say who it is: nothing can be judged, and the record says why. */
async function identified(
  target: Target,
): Promise<Implementation & { readonly unidentified?: TargetError }> {
  try {
    return await target.identify();
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return { name: target.name, version: 'unknown', language: 'unknown', unidentified: error };
  }
}

function withoutPlaying(
  definition: Case,
  round: number,
  verdict: Verdict,
  message: string,
): CaseResult {
  return {
    case: definition,
    verdict,
    message,
    durationMs: 0,
    exchange: [],
    names: new Map(),
    logTail: [],
    round,
  };
}
