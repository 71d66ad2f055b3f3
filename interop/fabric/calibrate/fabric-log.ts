/**
 * Sights in the log of a Fabric peer. A line is `HH:MM:SS.mmm LEVL [module] message` in local time, as
 * the kit has peers write it; what is read are messages of Fabric 2.5 and 3.1.
 */
import type { Sight } from './sights.js';

/** FABRIC_LOGGING_SPEC by which all of it is said, and little else. Warnings go into the reports' figures. */
export const LOGGING =
  'warning:gossip.discovery=debug:gossip.election=info:gossip.gossip=info:gossip.privdata=info:kvledger=info:nodeCmd=info';

/** A sight without who saw it, at an instant of the day, ms. */
export interface LoggedSight {
  readonly dayMs: number;
  readonly what: Sight['what'];
  /** host:port of the member that it is about. */
  readonly of?: string;
  readonly number?: number;
}

const LINE = /^(\d\d):(\d\d):(\d\d)\.(\d{3}) [A-Z]{4} \[([^\]]+)\] (.*)$/;

const ENDPOINT = String.raw`(?:Internal)?[Ee]ndpoint: ?"?([\d.]+:\d+)`;

type Found = Pick<LoggedSight, 'what' | 'of' | 'number'>;
interface Rule {
  readonly module: string;
  readonly form: RegExp;
  readonly of: (match: RegExpExecArray) => Found;
}

/** How each is said, and where in Fabric's source. */
const RULES: readonly Rule[] = [
  // discovery_impl.go, learnNewMembers and resurrectMember: unknown or dead until now.
  {
    module: 'gossip.discovery',
    form: new RegExp(
      `^(?:Learned about a new alive member: |Entering, AliveMessage:).*?${ENDPOINT}`,
    ),
    of: ([, of]) => ({ what: 'alive', of: of! }),
  },
  // expireDeadMembers: said only of those who were alive until now.
  {
    module: 'gossip.discovery',
    form: new RegExp(`^Closing connection to .*?${ENDPOINT}`),
    of: ([, of]) => ({ what: 'dead', of: of! }),
  },
  // election.go, beLeader.
  { module: 'gossip.election', form: /Becoming a leader$/, of: () => ({ what: 'leads' }) },
  // stopBeingLeader.
  { module: 'gossip.election', form: /Stopped being a leader$/, of: () => ({ what: 'follows' }) },
  // gossip_impl.go, New: it is about to bootstrap.
  {
    module: 'gossip.gossip',
    form: /^Creating gossip service with self membership/,
    of: () => ({ what: 'started' }),
  },
  {
    module: 'gossip.gossip',
    form: /^Joining gossip network of channel/,
    of: () => ({ what: 'joined' }),
  },
  // start.go: the server that takes connections runs.
  { module: 'nodeCmd', form: /^Started peer with ID/, of: () => ({ what: 'serves' }) },
  // coordinator.go, StoreBlock.
  {
    module: 'gossip.privdata',
    form: /^(?:\[\w+\] )?Received block \[(\d+)\] from buffer/,
    of: ([, number]) => ({ what: 'handed', number: Number(number) }),
  },
  // kv_ledger.go, commit.
  {
    module: 'kvledger',
    form: /^\[[^\]]+\] Committed block \[(\d+)\]/,
    of: ([, number]) => ({ what: 'committed', number: Number(number) }),
  },
];

/** Undefined for a line that says nothing of interest. */
export function sightOf(line: string): LoggedSight | undefined {
  const parts = LINE.exec(line);
  if (parts === null) return undefined;
  const [, hours, minutes, seconds, ms, module, message] = parts;
  for (const rule of RULES) {
    if (rule.module !== module) continue;
    const match = rule.form.exec(message!);
    if (match === null) continue;
    const dayMs =
      ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(ms);
    return { dayMs, ...rule.of(match) };
  }
  return undefined;
}

const DAY_MS = 86_400_000;

/** Milliseconds from an instant (ms since 1970) to a time of day, the nearest of its occurrences. */
export function sinceInstant(dayMs: number, instantMs: number): number {
  const at = new Date(instantMs);
  const instantOfDay =
    ((at.getHours() * 60 + at.getMinutes()) * 60 + at.getSeconds()) * 1_000 + at.getMilliseconds();
  const apart = (((dayMs - instantOfDay) % DAY_MS) + DAY_MS) % DAY_MS;
  return (apart > DAY_MS / 2 ? apart - DAY_MS : apart) - (instantMs % 1);
}
