/** What measures and invariants ask of the network that they observe, whatever it is that drives it. */
import type { Network } from './scenario/network.js';
import type { Trust } from './scenario/trust.js';
import type { Simulation } from './simulation.js';
import type { SymbolicChain } from './symbolic-blocks.js';

export interface Observed
  extends Pick<Network, 'scenario' | 'names' | 'members' | 'isReachable' | 'mishaps'> {
  readonly simulation: Pick<Simulation, 'clock' | 'peer' | 'node' | 'isRunning'>;
  readonly trust: Pick<Trust, 'crypto' | 'pkiOf' | 'pkis' | 'nameOf'>;
  readonly chains: ReadonlyMap<string, Pick<SymbolicChain, 'blocks'>>;
}
