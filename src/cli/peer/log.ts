/**
 * The log of a peer: structured lines on stderr, what matters to whoever runs it first.
 *
 * Implements spec/14-observability.md, OBSV-16 to OBSV-18.
 */
import { destination, type Logger, pino } from 'pino';
import type { Trace, TraceLine } from '../../peer/trace.js';
import { loggerOf } from './loggers.js';

export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type Level = (typeof LEVELS)[number];

export function createLog(level: Level, name: string): Logger {
  // Synchronous: what was logged before a crash is there to be read after it.
  return pino({ level, base: { peer: name } }, destination({ fd: 2, sync: true }));
}

/** A faulty or malicious peer is a warning, a change of membership is news, everything else is detail. */
export function logTrace(log: Pick<Logger, Exclude<Level, 'silent'>>, { trace }: TraceLine): void {
  const { kind: _, ...said } = trace;
  const [level, text] = eventOf(trace);
  log[level]({ logger: loggerOf(trace), ...said }, text);
}

/** How much it matters, and in words. */
function eventOf(trace: Trace): readonly [Exclude<Level, 'silent'>, string] {
  switch (trace.kind) {
    case 'verdict':
      return trace.verdict === 'reject'
        ? ['warn', 'message rejected']
        : ['debug', 'message ignored'];
    case 'step': {
      const { machine, from, to } = trace;
      if (from === to) return ['trace', 'stays'];
      return machine === 'member' ? ['info', `member ${to}`] : ['debug', `${machine} ${to}`];
    }
    case 'channel':
      return trace.what === 'halted'
        ? ['error', 'channel halted: its ledger takes no more blocks']
        : ['info', `channel ${trace.what}`];
    case 'channel-peers':
      return ['info', 'membership of the channel changed'];
    case 'block':
      return trace.what === 'committed' ? ['info', 'block committed'] : ['debug', 'block received'];
    case 'leadership':
      return trace.leads
        ? ['info', 'leads: starts to fetch blocks']
        : ['info', 'leads no more: stops fetching blocks'];
    case 'heard':
      return ['debug', `${trace.what} heard`];
  }
}
