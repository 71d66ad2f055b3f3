/** Names of timers lead back to what they were made of, be it for the first time or again. */
import { expect, it } from 'vitest';
import { timerName, timerText } from '../../src/peer/timer-names.js';

it.each([
  ['emitter', '', 'maxPropagationBurstLatency'],
  ['ticker', 'block-pull/ch1', 'period'],
  ['pull-responder', 'block/ch1/12345', 'requestWaitTime'],
  ['link-dialler', 'd7', 'handshakeWait'],
] as const)('%s, key "%s", delay %s', (machine, key, delay) => {
  const text = `${machine}/${key}/${delay}`;
  for (const time of ['first', 'again']) {
    expect(timerText(machine, key, delay), time).toBe(text);
    const event = { type: `after ${delay}` };
    expect(timerName(text), time).toEqual({ text, machine, key, delay, event });
  }
});

it('goes on when more names were used than are remembered', () => {
  for (let i = 0; i < 25_000; i++)
    expect(timerName(timerText('member', `${i}`, 'x'))).toMatchObject({ key: `${i}` });
});
