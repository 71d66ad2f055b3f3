/** The trace of a path, walked again by a new instance of its model, which numbers its parts in its own order. */
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../../src/checker/explore.js';
import type { MachineModel } from '../../../src/checker/machines/machine-model.js';
import { models } from '../../../src/checker/models/registry.js';
import type { PeerModel } from '../../../src/checker/peers/peer-model.js';
import { linesOfMachines } from '../../../src/checker/told/machine-lines.js';
import { linesOfPath } from '../../../src/checker/told/path-lines.js';
import { pathSaidIn, walkedAgain } from '../../../src/checker/validate/walked-again.js';
import type { FileLine } from '../../../src/trace/told.js';

const make = (name: string, size = 0) => models.find((one) => one.name === name)!.make(size);

/** The path to the state that was met last, of a model that is explored whole. */
function longPathOf(name: string, size: number): FileLine[] {
  const model = make(name, size);
  const exploration = createExploration(model);
  while (exploration.advance(10_000));
  const path = exploration.pathTo(exploration.summary.distinct - 1);
  const told = { ...(size > 0 && { size }), property: model.properties[0]! };
  return 'view' in model
    ? linesOfPath(model as PeerModel, path, told)
    : linesOfMachines(model as MachineModel, path, told);
}

function compared(lines: readonly FileLine[], name: string, size: number) {
  const again = walkedAgain(make(name, size), pathSaidIn(lines[0]!)!);
  for (const [index, record] of lines.entries()) {
    const finding = again.compare(record, index + 1);
    if (finding !== undefined) return finding;
  }
  return again.missing();
}

describe.each([
  ['handshake', 0],
  ['pull-with-liar', 0],
  ['transfer-with-return', 0],
  ['delivery-with-pauses', 0],
  ['two-phase-commit', 3],
  ['textbook-election', 2],
  ['election-at-any-time', 2],
] as const)('the longest path of %s', (name, size) => {
  const lines = longPathOf(name, size);

  it('CHEK-106, CHEK-2: is that of another instance, record by record', () => {
    expect(compared(lines, name, size)).toBe(0);
    expect(compared(lines.slice(0, -2), name, size)).toBe(2);
  });

  it('CHEK-106: is not, where a word is another one', () => {
    const at = lines.findLastIndex(({ trace }) => trace.kind === 'message');
    const { trace, ...line } = lines[at]!;
    const changed = lines.with(at, { ...line, trace: { ...trace, message: 'hello!' } as never });
    expect(compared(changed, name, size)).toMatchObject({
      line: at + 1,
      clause: 'CHEK-106',
      what: 'the path of the model differs in message',
    });
  });

  it('CHEK-106: is not, where the schedule has a step that there is not', () => {
    const [{ trace, ...line }] = lines as [FileLine];
    const { says } = trace as { says: Record<string, string> };
    const schedule = says.schedule!.replace(/^\d+\.\d+/, (start) => `${start.split('.')[0]}.99`);
    const changed = lines.with(0, {
      ...line,
      trace: { ...trace, says: { ...says, schedule } } as never,
    });
    expect(compared(changed, name, size)).toMatchObject({
      line: 1,
      what: `${name} has no step number 99 after 1 steps of the schedule`,
    });
  });
});
