/** The log of a peer: structured lines on stderr, what matters to whoever runs it first. */
import { destination, type Logger, pino } from 'pino';
import type { TraceLine } from '../../peer/trace.js';

export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type Level = (typeof LEVELS)[number];

export function createLog(level: Level, name: string): Logger {
  // Synchronous: what was logged before a crash is there to be read after it.
  return pino({ level, base: { peer: name } }, destination({ fd: 2, sync: true }));
}

/** A faulty or malicious peer is a warning, a change of membership is news, everything else is detail. */
export function logTrace(log: Logger, { trace }: TraceLine): void {
  if (trace.kind === 'verdict') {
    const { kind: _, ...fields } = trace;
    if (trace.verdict === 'reject') log.warn(fields, 'message rejected');
    else log.debug(fields, 'message ignored');
    return;
  }
  if (trace.kind !== 'step') {
    const { kind, ...fields } = trace;
    log.info(fields, kind);
    return;
  }
  const { machine, entity, row, event, from, to } = trace;
  const fields = { machine, entity, row, event, from, to };
  if (from === to) log.trace(fields, 'stays');
  else if (machine === 'member') log.info(fields, `member ${to}`);
  else log.debug(fields, `${machine} ${to}`);
}
