/**
 * What holds when faults have been over for long enough: views meet (SYS-I1), every peer of a channel
 * has all its blocks (XFER-I5) and knows of the others what they last said (CHAN-I6), one peer leads each organisation (ELEC-I1). Judged at the end of a scenario that
 * gives it the time.
 */
import { isAlive } from '../../peer/members.js';
import { defaults, type Parameters } from '../../peer/parameters.js';
import { isNewer } from '../../rules/alive-message.js';
import type { Observed } from '../observed.js';
import { endOf, isForGood } from '../scenario/faults.js';
import { organisationOf, type Scenario } from '../scenario/scenario.js';
import type { InvariantContext, InvariantWatch } from './context.js';

/** Time for views to meet after the last fault, ms: silence is noticed, the dead are asked, and answers spread. */
export const membershipSettlesMs = (p: Parameters): number =>
  1.1 * p.aliveExpirationTimeout +
  2 * p.reconnectInterval +
  4 * p.pullInterval +
  2 * (p.dialTimeout + p.aliveTimeInterval);

/** Time for an organisation to have one leader after its views have met, ms. */
export const leadershipSettlesMs = (p: Parameters): number =>
  p.startupGracePeriod + 8 * p.leaderAliveThreshold + 3 * p.leaderElectionDuration;

/** Time for blocks to reach everybody after that, ms: delivery goes on, and what is missing is asked for. */
export const blocksSettleMs = (p: Parameters): number =>
  4 * p.publishStateInfoInterval +
  3 * (p.stateCheckInterval + p.stateResponseTimeout * p.stateMaxRetries);

/** Of each parameter the greatest value that any peer has had. */
function longestOf({ parameters, faults }: Scenario): Parameters {
  const longest: Record<string, number> = { ...defaults, ...parameters };
  for (const fault of faults)
    if (fault.kind === 'parameters')
      for (const [name, value] of Object.entries(fault.parameters))
        longest[name] = Math.max(longest[name]!, value);
  return longest as Parameters;
}

export function watchEventually(context: InvariantContext): InvariantWatch {
  return {
    judgeEnd() {
      const { scenario, mishaps } = context.network();
      const p = longestOf(scenario);
      const troubles = [
        scenario.startWithin,
        mishaps?.lastMs ?? 0,
        ...scenario.faults.flatMap((f) => [f.at, endOf(f)]),
      ];
      const lastMs = Math.max(...troubles.filter((atMs) => atMs < scenario.duration), 0);
      const lastBlockMs = Math.max(
        0,
        ...scenario.blocks.map(({ from, every, count }) => from + every * (count - 1)),
      );
      const judge = (id: string, neededMs: number, sinceMs: number, judged: () => void) => {
        const hasMs = scenario.duration - sinceMs;
        if (hasMs >= neededMs) return judged();
        const seconds = [Math.ceil(neededMs / 1_000), Math.max(0, Math.floor(hasMs / 1_000))];
        context.skip(
          id,
          `needs ${seconds[0]} s after the last trouble or block, has ${seconds[1]} s`,
        );
      };
      const viewsMs = membershipSettlesMs(p);
      judge('SYS-I1', viewsMs, lastMs, () => judgeViews(context));
      if (scenario.channels.length === 0) return;
      const leadersMs = viewsMs + leadershipSettlesMs(p);
      if (scenario.leadership === 'election')
        judge('ELEC-I1', leadersMs, lastMs, () => judgeLeaders(context));
      judge(
        'CHAN-I6',
        viewsMs + 4 * p.publishStateInfoInterval,
        Math.max(lastMs, lastBlockMs),
        () => judgeStateInfos(context),
      );
      const settledMs = Math.max(lastMs + leadersMs, lastBlockMs);
      judge('XFER-I5', blocksSettleMs(p), settledMs, () => judgeBlocks(context));
    },
  };
}

/** Correct peers that run at the end and are still trusted. */
function lasting({ network, isCorrect }: InvariantContext): Set<string> {
  const { names, simulation, scenario } = network();
  const gone = new Set(
    scenario.faults
      .filter((fault) => isForGood(fault, scenario.duration) && fault.kind !== 'leave')
      .map((fault) => ('peer' in fault ? fault.peer : '')),
  );
  return new Set(
    names.filter((name) => simulation.isRunning(name) && isCorrect(name) && !gone.has(name)),
  );
}

function judgeViews(context: InvariantContext): void {
  const { network, breach, isCorrect } = context;
  const { simulation, trust, names } = network();
  const there = lasting(context);
  for (const name of there) {
    const { members } = simulation.peer(name).state;
    for (const other of names) {
      if (other === name || organisationOf(other) !== organisationOf(name)) continue;
      const member = members.get(trust.pkiOf(other));
      const isKnown = member !== undefined && isAlive(member);
      if (there.has(other) && !isKnown)
        breach('SYS-I1', name, `does not know ${other}, who is there`);
      if (isKnown && isCorrect(other) && !there.has(other) && !simulation.isRunning(other))
        breach('SYS-I1', name, `takes ${other} for alive, who is gone`);
    }
  }
}

/** Names of the correct peers of a channel that have not left it. */
function lastingIn(context: InvariantContext, channel: string): string[] {
  const { members, scenario } = context.network();
  const there = lasting(context);
  const left = scenario.faults.flatMap((fault) =>
    fault.kind === 'leave' && fault.channel === channel ? [fault.peer] : [],
  );
  return members.get(channel)!.filter((name) => there.has(name) && !left.includes(name));
}

/** Two who are alive to each other have each other's newest StateInfo. */
function judgeStateInfos(context: InvariantContext): void {
  const { network, breach } = context;
  const { simulation, trust, scenario } = network();
  for (const { name: channel } of scenario.channels) {
    const there = lastingIn(context, channel);
    for (const name of there)
      for (const other of there) {
        const pki = trust.pkiOf(other);
        const { members, channels } = simulation.peer(name).state;
        const member = members.get(pki);
        if (other === name || member === undefined || !isAlive(member)) continue;
        const held = channels.get(channel)?.stateInfos.get(pki)?.timestamp;
        const own = simulation
          .peer(other)
          .state.channels.get(channel)
          ?.stateInfos.get(pki)?.timestamp;
        if (own !== undefined && (held === undefined || isNewer(own, held)))
          breach('CHAN-I6', name, `lacks the newest StateInfo of ${other} for ${channel}`);
      }
  }
}

function judgeLeaders(context: InvariantContext): void {
  const { network, breach, measures, isCorrect } = context;
  const { scenario, names } = network();
  for (const { name: channel, organisations } of scenario.channels)
    for (const organisation of organisations) {
      const own = names.filter((name) => organisationOf(name) === organisation);
      // Whoever lies about leading is of the organisation, and may.
      if (!own.every(isCorrect)) continue;
      const there = lastingIn(context, channel);
      if (!there.some((name) => own.includes(name))) continue;
      // Whom nobody trusts any more may go on leading nobody.
      const leaders = measures.leaders
        .leaders(channel, organisation)
        .filter((name) => there.includes(name));
      if (leaders.length !== 1)
        breach(
          'ELEC-I1',
          leaders[0] ?? own[0]!,
          `${leaders.length} leaders of ${organisation} on ${channel}: ${leaders.join(', ')}`,
        );
    }
}

function judgeBlocks(context: InvariantContext): void {
  const { network, breach } = context;
  const { simulation, chains, scenario } = network();
  if (!canReachAll(network())) return context.skip('XFER-I5', 'nobody asks for what is missing');
  for (const { name: channel } of scenario.channels) {
    const height = chains.get(channel)!.blocks.length;
    for (const name of lastingIn(context, channel)) {
      const held = Number(simulation.node(name).ledgers.get(channel)?.height ?? 0n);
      if (held < height) breach('XFER-I5', name, `${held} of ${height} blocks of ${channel}`);
    }
  }
}

/** Whether somebody fetches blocks, and whoever misses one asks for it. */
const canReachAll = ({ scenario }: Observed): boolean =>
  scenario.leadership !== 'none' && scenario.stateTransfer;
