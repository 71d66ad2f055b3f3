/** How a long command ends before its time. */
import { afterEach, expect, it, vi } from 'vitest';
import { stoppedBySignals } from '../../../src/cli/conform/stopping.js';

afterEach(() => vi.restoreAllMocks());

it.each(['SIGINT', 'SIGTERM'] as const)(
  '%s asks it to stop, and says what ends first',
  (signal) => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const before = process.listenerCount(signal);
    const stop = stoppedBySignals('running cases finish first');
    try {
      expect(stop.signal.aborted).toBe(false);
      process.emit(signal);
      expect(stop.signal.aborted).toBe(true);
      expect(said.mock.calls.join()).toContain('running cases finish first');
    } finally {
      stop.release();
    }
    expect(process.listenerCount(signal)).toBe(before);
  },
);

it('ends at once when asked twice, with the status of an interrupted command', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const exit = vi.spyOn(process, 'exit').mockImplementation((() => {}) as never);
  const stop = stoppedBySignals('running cases finish first');
  try {
    process.emit('SIGTERM');
    expect(exit).not.toHaveBeenCalled();
    process.emit('SIGINT');
    expect(exit).toHaveBeenCalledWith(130);
  } finally {
    stop.release();
  }
});
