import { describe, expect, it } from 'vitest';
import { createMeters } from '../../../src/adapters/metrics/meters.js';
import { metricTable } from '../../../src/adapters/metrics/metric-table.js';
import { readChapter } from '../../../tools/spec/chapter.js';

/** The rows after `<!-- metrics -->`. */
function rowsInSpec() {
  const lines = readChapter('spec/14-observability.md').lines as readonly string[];
  const from = lines.indexOf('<!-- metrics -->') + 4;
  const rows = lines.slice(from, lines.indexOf('', from));
  return rows.map((row) => {
    const [name, kind, labels, inFabric] = row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', ''));
    return { name, kind, labels: labels === '—' ? [] : labels!.split(', '), inFabric };
  });
}

describe('metrics: table', () => {
  it('OBSV-1: names, kinds and labels are those of the chapter', () => {
    expect(metricTable.map(({ name, kind, labels }) => ({ name, kind, labels }))).toEqual(
      rowsInSpec().map(({ inFabric: _, ...row }) => row),
    );
  });
  it('OBSV-1: what Fabric does not have says so in its name', () => {
    for (const { name, inFabric } of rowsInSpec())
      expect([name, inFabric]).toEqual([name, name!.startsWith('fabric_gossip_') ? 'no' : 'yes']);
  });
  it('OBSV-1: every metric is told of with help and type', async () => {
    const text = await createMeters().text();
    for (const { name, kind, help } of metricTable) {
      expect(text).toContain(`# HELP ${name} ${help}\n`);
      expect(text).toContain(`# TYPE ${name} ${kind}\n`);
    }
  });
  it('is used as it is meant: a gauge does not count', () => {
    expect(() => createMeters().count('gossip_state_height')).toThrow(/another kind/);
  });
});
