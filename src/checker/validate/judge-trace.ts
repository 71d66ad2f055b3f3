/**
 * Judges a trace line by line: whether each record is one that the specification allows after those before it.
 * Linear, by the state tables alone; what a machine's guards have seen is not in a trace.
 *
 * Implements spec/17-checker.md, CHEK-93, CHEK-94, CHEK-96.
 */
import type { FileLine, MessageTold } from '../../trace/told.js';
import { type Channels, type Committed, createChannels } from './channels.js';
import { createEntities, type Entities } from './entities.js';
import { type Finding, type Objection, objection } from './finding.js';
import { createLives, type Lives } from './lives.js';
import { isTold } from './told-kinds.js';

/** What a row of the specification decides, by its id: for example `ignore`; undefined if there is no such id. */
export type DecisionOf = (id: string) => { readonly verdicts: readonly string[] } | undefined;

export interface TraceJudge {
  /** The next line of the file; of what hosts tell, lives are judged by, and the rest is passed over. Nothing is to be given after one that is not explained. */
  judge(record: FileLine, line: number): Finding | undefined;
  readonly summary: TraceSummary;
}

export interface TraceSummary {
  readonly records: number;
  readonly peers: number;
  /** Rows of state tables that were taken, and how often. */
  readonly rows: ReadonlyMap<string, number>;
  readonly verdicts: number;
  /** Peers that have begun a new life, and the line from which on the present one can have. */
  readonly lives: readonly { readonly peer: string; readonly from: number }[];
}

interface PeerOfTrace {
  readonly lives: Lives;
  readonly entities: Entities;
  readonly channels: Channels;
  /** Lines of its records, by ordinal less one. */
  readonly lines: number[];
  /** Ordinal of the first that tells what it decides; 0 before. */
  decides: number;
}

export function judgeTrace(decisionOf: DecisionOf): TraceJudge {
  const peers = new Map<string, PeerOfTrace>();
  const committed: Committed = new Map();
  const rows = new Map<string, number>();
  const underWay = new Set<string>();
  let records = 0;
  let verdicts = 0;
  let atMs = 0;

  function peerOf(name: string): PeerOfTrace {
    const known = peers.get(name);
    if (known !== undefined) return known;
    const lives = createLives();
    const entities = createEntities(lives);
    const channels = createChannels(lives, entities, committed);
    const peer = { lives, entities, channels, lines: [], decides: 0 };
    peers.set(name, peer);
    return peer;
  }

  /** CHEK-94 */
  function outOfOrder({ seq, atMs: now }: FileLine): Objection | undefined {
    if (seq !== records + 1)
      return objection(
        'CHEK-94',
        `record ${seq} after record ${records}: ${seq > records ? 'some are missing' : 'one is there twice'}`,
        [`record ${records + 1}`],
      );
    // Messages of the simulator have fractions; what peers decide at that instant has none.
    if (now < Math.floor(atMs))
      return objection('CHEK-94', `${atMs - now} ms before the record above it`, [
        `${atMs} ms or later`,
      ]);
    return undefined;
  }

  /** CHEK-94: what is numbered is under way from where it is sent to where it arrives or is lost. */
  function passed({ what, id, message, from, to }: MessageTold): Objection | undefined {
    if (id === undefined) return undefined;
    if (what === 'sent') underWay.add(id);
    else if (!underWay.delete(id))
      return objection('CHEK-94', `${message} ${id} from ${from} to ${to} was not under way`);
    return undefined;
  }

  function verdict(clause: string, given: string): Objection | undefined {
    const decision = decisionOf(clause);
    if (decision === undefined)
      return objection('CHEK-93', `there is no row nor clause ${clause} that could decide`);
    const { verdicts: its } = decision;
    if (its.length === 0 || its.includes(given)) return undefined;
    return objection(clause, `${clause} does not ${given}`, its);
  }

  function judged({ trace }: FileLine, peer: PeerOfTrace, at: number): Objection | undefined {
    switch (trace.kind) {
      case 'step':
        return peer.entities.step(trace, at);
      case 'verdict':
        return verdict(trace.clause, trace.verdict);
      case 'life':
        if (trace.what === 'started') peer.lives.demand({ after: at - 1 });
        return undefined;
      case 'message':
        return passed(trace);
      case 'about':
      case 'who':
      case 'state':
      case 'note':
        return undefined;
      default:
        return peer.channels.record(trace, at);
    }
  }

  return {
    judge(record, line) {
      const wrong = outOfOrder(record);
      const peer = peerOf(record.peer);
      const at = peer.lives.next();
      peer.lines.push(line);
      const found = wrong ?? judged(record, peer, at);
      if (found !== undefined) return { line, peer: record.peer, ...found };
      records += 1;
      atMs = record.atMs;
      if (peer.decides === 0 && !isTold(record)) peer.decides = at;
      const { trace } = record;
      if (trace.kind === 'step') rows.set(trace.row, (rows.get(trace.row) ?? 0) + 1);
      else if (trace.kind === 'verdict') verdicts += 1;
      return undefined;
    },
    get summary() {
      const lives = [...peers].flatMap(([peer, { lives: its, lines, decides }]) => {
        const { earliest } = its;
        return earliest <= Math.max(1, decides) ? [] : [{ peer, from: lines[earliest - 1]! }];
      });
      // What is about all is of no peer.
      const count = peers.size - Number(peers.has(''));
      return { records, peers: count, rows, verdicts, lives };
    },
  };
}
