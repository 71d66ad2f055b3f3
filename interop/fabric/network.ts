/** Brings up the live network of one Fabric binary: the reference and two Fabric peers of one organisation. */
import { mintOrganisation } from '../../conformance/harness/minting/organisation.js';
import { WIRE_TIMINGS } from '../../conformance/harness/timings.js';
import type { Target } from '../../conformance/targets/target.js';
import { startTargetNode } from './fabric-node.js';
import { freeEndpoints } from './free-endpoints.js';
import { playLiveNetwork, type Step } from './live-network.js';
import type { NetworkNode } from './node.js';
import { createObserver } from './observer.js';
import { startReference } from './reference-node.js';

/**
 * Plays the script against `target`. Nothing runs afterwards.
 * @throws TargetError if a Fabric peer does not come up.
 */
export async function runLiveNetwork(
  target: Target,
  workdir: string,
  told: (step: Step) => void,
): Promise<readonly Step[]> {
  const timings = WIRE_TIMINGS;
  const organisation = await mintOrganisation('OrgOMSP');
  const [reference, fabric1, fabric2, unused] = await freeEndpoints(4);
  const mint = (name: string) => organisation.mintPeer(name);
  const observer = createObserver(await mint('observer'), unused!);
  const nodes: NetworkNode[] = [];
  // A chain: whoever is last learns of the first only by gossip.
  const plan = [
    { name: 'reference', listen: reference!, bootstrap: [] },
    { name: 'fabric1', listen: fabric1!, bootstrap: [reference!] },
    { name: 'fabric2', listen: fabric2!, bootstrap: [fabric1!] },
  ];
  try {
    for (const { name, listen, bootstrap } of plan) {
      const common = {
        name,
        organisation,
        credentials: await mint(name),
        listen,
        bootstrap,
        timings,
      };
      nodes.push(
        name === 'reference'
          ? await startReference(common)
          : await startTargetNode({ ...common, target, workdir }),
      );
    }
    return await playLiveNetwork({ nodes, observer, timings, told });
  } finally {
    await Promise.allSettled(nodes.map((node) => node.stop()));
    await observer.close();
  }
}
