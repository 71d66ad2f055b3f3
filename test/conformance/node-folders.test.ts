/** What nodes read stays while others may read it, also after the case of the first is over. */
import { relative } from 'node:path';
import { expect, it } from 'vitest';
import { CASES } from '../../conformance/registry.js';
import { select } from '../../conformance/selection.js';
import { playCases } from '../../conformance/suite.js';
import { inProcessTarget } from '../../conformance/targets/inproc.js';
import { startReference } from '../../conformance/targets/inproc-reference.js';
import type { StartNode } from '../../conformance/targets/target.js';

it('is not below what goes with a case', async () => {
  const nodes: StartNode[] = [];
  const target = inProcessTarget({
    implementation: { name: 'watched', version: '0', language: 'typescript' },
    start(node, place) {
      nodes.push(node);
      return startReference(node, place, 'fabric-3.1');
    },
  });
  const cases = select(CASES, [
    'link/ping-answered-without-handshake',
    'link/probe-makes-no-member',
  ]);
  const { results } = await playCases(target, cases, { parallel: 1 });
  expect(results.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
  const [first, second] = nodes;
  expect(second!.mspDir).toBe(first!.mspDir);
  expect(second!.workdir).not.toBe(first!.workdir);
  for (const { workdir } of nodes)
    for (const read of [first!.mspDir, first!.tlsDir])
      expect(relative(workdir, read)).toMatch(/^\.\./);
});
