/**
 * Push: messages that wait for the next flush, and the flush itself.
 *
 * Implements spec/06-push.md, rule flush: PUSH-2. Whom a message of each kind reaches is decided in
 * push-alive.ts and push-channel.ts.
 */
import { flushAlive } from './push-alive.js';
import { flushBlocks, flushLeadership, flushStateInfos } from './push-channel.js';
import { feed, type Run } from './run.js';
import type { PushKind, QueuedMessage } from './state.js';

export function queueForPush(run: Run, message: Omit<QueuedMessage, 'flushesLeft'>): void {
  const { kind, channel, signed, author, authorEndpoint, sender } = message;
  const flushesLeft = run.config.parameters.propagateIterations;
  run.state.burst.push({ kind, channel, signed, author, authorEndpoint, sender, flushesLeft });
  feed(run, 'emitter', '', run.state.emitter, QUEUED);
}

const QUEUED = { type: 'message.queued' } as const;

/** PUSH-11: each kind in its turn, all its messages of a flush at once. */
const flushers: readonly [PushKind, (run: Run, messages: readonly QueuedMessage[]) => void][] = [
  ['block', flushBlocks],
  ['leadership', flushLeadership],
  ['state-info', flushStateInfos],
  ['alive', flushAlive],
];

/** PUSH-2: every message of the burst takes part once; those with flushes left are kept. */
export function flush(run: Run): void {
  const burst = run.state.burst.splice(0);
  if (burst.every(({ kind }) => kind === 'alive')) flushAlive(run, burst);
  else
    for (const [kind, flushKind] of flushers) {
      const messages = burst.filter((message) => message.kind === kind);
      if (messages.length > 0) flushKind(run, messages);
    }
  for (const message of burst) {
    message.flushesLeft -= 1;
    if (message.flushesLeft > 0) run.state.burst.push(message);
  }
  const count = run.state.burst.length;
  if (count > 0) feed(run, 'emitter', '', run.state.emitter, { type: 'burst.kept', count });
}
