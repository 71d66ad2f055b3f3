/** What TLC says, read: messages with numbers, between other lines. */
import { describe, expect, it } from 'vitest';
import {
  countsIn,
  createMessageReader,
  failureIn,
  type Message,
  violationIn,
} from '../../tools/tla/messages.js';

const OUTPUT = `@!@!@STARTMSG 2262:0 @!@!@
TLC2 Version 2.15
@!@!@ENDMSG 2262 @!@!@
Parsing file Election.tla
@!@!@STARTMSG 2110:1 @!@!@
Invariant ELEC_I3 is violated.
@!@!@ENDMSG 2110 @!@!@
@!@!@STARTMSG 2217:4 @!@!@
1: <Initial predicate>
/\\ way = {}

@!@!@ENDMSG 2217 @!@!@
@!@!@STARTMSG 2200:0 @!@!@
Progress(23) at 2026-01-01 00:00:00: 2,744,706 states generated (5,426,822 s/min), 296,448 distinct states found (586,135 ds/min), 0 states left on queue.
@!@!@ENDMSG 2200 @!@!@`;

function messagesOf(output: string): Message[] {
  const messages: Message[] = [];
  const read = createMessageReader((message) => messages.push(message));
  for (const line of output.split('\n')) read(line);
  return messages;
}

describe('the output of TLC', () => {
  it('is read message by message, without what stands between them', () => {
    const messages = messagesOf(OUTPUT);
    expect(messages.map(({ code }) => code)).toEqual([2262, 2110, 2217, 2200]);
    expect(messages[2]!.text).toBe('1: <Initial predicate>\n/\\ way = {}');
  });

  it('names what is violated, and tells counts', () => {
    const [version, broken, state, progress] = messagesOf(OUTPUT) as [
      Message,
      Message,
      Message,
      Message,
    ];
    expect(violationIn(broken)).toBe('ELEC_I3');
    const ofStep = { code: 2112, text: 'Action property ELEC_I5 is violated.' };
    expect(violationIn(ofStep)).toBe('ELEC_I5');
    expect([version, state, progress].map(violationIn)).toEqual([undefined, undefined, undefined]);
    expect(countsIn(progress.text)).toEqual({ generated: 2_744_706, distinct: 296_448 });
    expect(countsIn('The depth is 12.')).toBeUndefined();
  });

  it('a violation is no failure of TLC, an expression without value is', () => {
    expect(messagesOf(OUTPUT).map(failureIn)).toEqual([undefined, undefined, undefined, undefined]);
    expect(failureIn({ code: 2147, text: 'TLC was unable to evaluate' })).toContain('unable');
  });
});
