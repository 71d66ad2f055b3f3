/**
 * Push of what belongs to a channel: blocks, leadership messages, StateInfo.
 *
 * Implements spec/06-push.md.
 */
import type { Run } from './run.js';
import type { QueuedMessage } from './state.js';

export function flushBlocks(_run: Run, _messages: readonly QueuedMessage[]): void {}

export function flushLeadership(_run: Run, _messages: readonly QueuedMessage[]): void {}

export function flushStateInfos(_run: Run, _messages: readonly QueuedMessage[]): void {}
