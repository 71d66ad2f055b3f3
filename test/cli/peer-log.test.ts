/** The log of a peer: how much a record matters, which part it is about, what stands in it. */
import { describe, expect, it } from 'vitest';
import { LEVELS, type Level, logTrace } from '../../src/cli/peer/log.js';
import { LOGGERS, loggerOf } from '../../src/cli/peer/loggers.js';
import { machines } from '../../src/machines/index.js';
import type { Trace } from '../../src/peer/trace.js';

interface Line {
  readonly level: Level;
  readonly fields: Record<string, unknown>;
  readonly text: string;
}

function logged(...traces: readonly Trace[]): Line[] {
  const lines: Line[] = [];
  const log = Object.fromEntries(
    LEVELS.map((level) => [
      level,
      (fields: Record<string, unknown>, text: string) => lines.push({ level, fields, text }),
    ]),
  );
  for (const trace of traces) logTrace(log as never, { v: 1, seq: 1, atMs: 0, peer: 'p', trace });
  return lines;
}

const verdict = (fields: Partial<Extract<Trace, { kind: 'verdict' }>>): Trace => ({
  kind: 'verdict',
  verdict: 'reject',
  clause: 'MEMB-D7',
  reason: "the signature is not the author's",
  message: 'aliveMsg',
  link: 'a1',
  sender: 'a58a',
  author: '8a6e',
  ...fields,
});
const step = (machine: string, from = 'a', to = 'b'): Trace => ({
  kind: 'step',
  machine,
  entity: 'e',
  row: 'X-R1',
  event: 'x.y',
  from,
  to,
});

describe('log: verdicts', () => {
  it('OBSV-16, OBSV-18: a rejected message is a warning that names clause, reason, sender, author', () => {
    expect(logged(verdict({}))).toEqual([
      {
        level: 'warn',
        text: 'message rejected',
        fields: {
          logger: 'gossip.discovery',
          verdict: 'reject',
          clause: 'MEMB-D7',
          reason: "the signature is not the author's",
          message: 'aliveMsg',
          link: 'a1',
          sender: 'a58a',
          author: '8a6e',
        },
      },
    ]);
  });
  it('OBSV-16: an ignored one is detail', () => {
    expect(logged(verdict({ verdict: 'ignore' }))[0]!.level).toBe('debug');
  });
});

describe('log: loggers', () => {
  it.each([
    [verdict({ message: 'leadershipMsg' }), 'gossip.channel'],
    [verdict({ message: 'conn' }), 'gossip.comm'],
    [verdict({ message: '' }), 'gossip.comm'],
    [verdict({ message: 'dataUpdate' }), 'gossip.pull'],
    [verdict({ message: 'stateResponse' }), 'gossip.state'],
    [verdict({ message: 'deliverResponse' }), 'peer.blocksprovider'],
    [verdict({ message: 'ack' }), 'gossip.gossip'],
    [step('member'), 'gossip.discovery'],
    [step('election'), 'gossip.election'],
    [step('delivery'), 'peer.blocksprovider'],
    [step('link-dialler'), 'gossip.comm'],
    [step('emitter'), 'gossip.gossip'],
    [{ kind: 'leadership', channel: 'ch1', leads: true }, 'gossip.election'],
    [{ kind: 'channel', what: 'halted', channel: 'ch1', height: '3' }, 'gossip.state'],
    [{ kind: 'channel', what: 'joined', channel: 'ch1', height: '3' }, 'gossip.channel'],
  ] as [Trace, string][])('OBSV-17: %o is said by %s', (trace, logger) => {
    expect(loggerOf(trace)).toBe(logger);
    expect(logged(trace)[0]!.fields).toMatchObject({ logger });
  });
  it('OBSV-17: every machine is said by one of them', () => {
    for (const { name } of machines) expect(LOGGERS).toContain(loggerOf(step(name)));
  });
});

describe('log: events', () => {
  it.each([
    [{ kind: 'channel', what: 'halted', channel: 'c', height: '3' }, 'error'],
    [{ kind: 'leadership', channel: 'c', leads: false }, 'info'],
    [step('member', 'alive', 'dead'), 'info'],
    [step('delivery', 'opening', 'streaming'), 'debug'],
    [step('delivery', 'streaming', 'streaming'), 'trace'],
  ] as [Trace, Level][])('%o is logged at %s', (trace, level) =>
    expect(logged(trace)[0]!.level).toBe(level),
  );
});
