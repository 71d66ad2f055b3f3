/** A drawn path of every model of peers: told as a trace, it is explained from the first line to the last. */
import { describe, expect, it } from 'vitest';
import { models } from '../../../src/checker/models/registry.js';
import type { PeerModel } from '../../../src/checker/peers/peer-model.js';
import { linesOfPath } from '../../../src/checker/told/path-lines.js';
import { judgeTrace } from '../../../src/checker/validate/judge-trace.js';
import { drawnPath } from '../../support/drawn-path.js';

const STEPS = 12;

const made = models.map(({ name, sized, make }) => ({ name, model: make(sized?.default ?? 0) }));
const ofPeers = made.filter(({ model }) => 'view' in model);

describe('a drawn path', () => {
  it.each(ofPeers)('CHEK-98, CHEK-90: of $name is explained', ({ model }) => {
    const path = drawnPath(model, { steps: STEPS });
    expect(path.length).toBeGreaterThan(3);
    const judge = judgeTrace(() => ({ verdicts: [] }));
    for (const [index, line] of linesOfPath(model as PeerModel, path).entries())
      expect(judge.judge(line, index + 1)).toBeUndefined();
    expect(judge.summary.rows.size).toBeGreaterThan(1);
  });
});
