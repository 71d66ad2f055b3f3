/** Judges a peer from a program: node judge.mjs [TARGET]. */
import { exitStatus } from 'fabric-gossip/conformance/harness/verdict.js';
import { CASES } from 'fabric-gossip/conformance/registry.js';
import { choose } from 'fabric-gossip/conformance/selection.js';
import { judge } from 'fabric-gossip/conformance/suite.js';

const [target = 'inproc'] = process.argv.slice(2);
const cases = choose(CASES, { patterns: ['LINK-21', 'MEMB-20'] });
const report = await judge(target, cases, { seed: 'of my own' });

for (const { id, verdict, expected, observed } of report.cases) {
  console.log(`${verdict} ${id}${expected ? `: expected ${expected}, observed ${observed}` : ''}`);
}
process.exitCode = exitStatus(report.cases.map(({ verdict }) => verdict));
