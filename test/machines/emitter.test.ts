import { describe, expect, it } from 'vitest';
import { emitterMachine } from '../../src/machines/emitter.machine.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/06-push.md', 'emitter');

describe('emitter: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(emitterMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

const burstOf = (maxPropagationBurstSize: number) => ({
  queuedCount: 0,
  maxPropagationBurstSize,
  maxPropagationBurstLatencyMs: 10,
});
const queued = { type: 'message.queued' } as const;
const late = { type: 'after maxPropagationBurstLatency' } as const;
const flush = { type: 'burst.flush' };

describe('emitter: clauses', () => {
  it('PUSH-1: the message that fills the burst flushes it', () => {
    expect(lifeOf('emitter', burstOf(3), queued, queued)).toMatchObject({
      state: 'gathering',
      effects: [],
    });
    expect(lifeOf('emitter', burstOf(3), queued, queued, queued)).toMatchObject({
      state: 'empty',
      effects: [flush],
      entity: { queuedCount: 0 },
    });
  });
  it('PUSH-1: a burst of one is flushed at once, again and again', () => {
    const { state, effects, timers } = lifeOf('emitter', burstOf(1), queued, queued);
    expect(state).toBe('empty');
    expect(effects).toEqual([flush, flush]);
    expect(timers).toEqual([]);
  });
  it('PUSH-1: the latency counts from the first message', () => {
    expect(lifeOf('emitter', burstOf(3), queued, queued).timers).toEqual([
      'arm maxPropagationBurstLatency 10',
    ]);
    expect(lifeOf('emitter', burstOf(3), queued, late)).toMatchObject({
      state: 'empty',
      effects: [flush],
      entity: { queuedCount: 0 },
    });
  });
  it('PUSH-1: after a flush the count starts anew', () => {
    const { effects } = lifeOf('emitter', burstOf(3), queued, queued, late, queued, queued);
    expect(effects).toEqual([flush]);
  });
  it('PUSH-2: messages that are kept count for the next burst, and its latency is theirs', () => {
    const kept = { type: 'burst.kept', count: 2 } as const;
    const { state, entity, timers } = lifeOf('emitter', burstOf(3), kept);
    expect([state, entity.queuedCount]).toEqual(['gathering', 2]);
    expect(timers).toEqual(['arm maxPropagationBurstLatency 10']);
    expect(lifeOf('emitter', burstOf(3), kept, queued).effects).toEqual([flush]);
    expect(lifeOf('emitter', burstOf(3), queued, kept).entity.queuedCount).toBe(1);
  });
});
