/** States in TLC's words, and values that are equal however they are written. */
import { describe, expect, it } from 'vitest';
import { parseState } from '../../tools/tla/parse-state.js';
import { canonicalText, type TlaValue } from '../../tools/tla/values.js';

describe('a state in the words of TLC', () => {
  it('is read with all kinds of values', () => {
    const text = `/\\ heard = {1, 2}
/\\ range = <<2..4, 1..0>>
/\\ way = << <<>>,
   <<[seq |-> 1, declares |-> TRUE], [seq |-> 2, declares |-> FALSE]>> >>
/\\ phase = "leading"
/\\ owner = (-1 :> {} @@ m1 :> "a \\"b\\"")`;
    expect(parseState(text)).toEqual({
      heard: { '#set': [1, 2] },
      range: [{ '#set': [2, 3, 4] }, { '#set': [] }],
      way: [
        [],
        [
          { seq: 1, declares: true },
          { seq: 2, declares: false },
        ],
      ],
      phase: 'leading',
      owner: {
        '#map': [
          [-1, { '#set': [] }],
          ['m1', 'a "b"'],
        ],
      },
    });
  });

  it('is refused where it is no such text', () => {
    expect(() => parseState('/\\ a = 1 + 2')).toThrow(SyntaxError);
    expect(() => parseState('/\\ a 1')).toThrow(/expected =/);
  });
});

describe('the text of a value', () => {
  it('is the same however a set, a record or a function is written', () => {
    const same: readonly (readonly [TlaValue, TlaValue])[] = [
      [{ '#set': [2, 1, 1] }, { '#set': [1, 2] }],
      [
        { a: 1, b: 'x' },
        { b: 'x', a: 1 },
      ],
      [
        {
          '#map': [
            [2, 'b'],
            [7, 'a'],
          ],
        },
        {
          '#map': [
            [7, 'a'],
            [2, 'b'],
          ],
        },
      ],
      [
        {
          '#map': [
            [2, 'b'],
            [1, 'a'],
          ],
        },
        ['a', 'b'],
      ],
      [{ '#map': [] }, []],
    ];
    for (const [one, other] of same) expect(canonicalText(one)).toBe(canonicalText(other));
  });

  it('tells apart what TLA+ tells apart', () => {
    const different: readonly TlaValue[] = [
      1,
      '1',
      true,
      'true',
      [1, 2],
      [2, 1],
      [[1, 2]],
      { '#set': [1, 2] },
      { '#set': [[1, 2]] },
      { a: 1 },
      { a: '1' },
    ];
    expect(new Set(different.map(canonicalText)).size).toBe(different.length);
  });
});
