/** The public surface of the package: a peer, what goes in and comes out of it, and what it is made of. */
export { createMemoryLedger, type MemoryLedger } from './ledger/memory-ledger.js';
export { type ChannelView, channelsOf } from './peer/channel/view.js';
export type { Anchor, Leadership, PeerOptions, Profile } from './peer/config.js';
export { capture, hashOf, type PeerImage, restore } from './peer/image.js';
export type { Choose, EndStatus, LinkId, PeerEffect, PeerInput, StoredBlock } from './peer/io.js';
export { defaults, type Parameters, parameterTable } from './peer/parameters.js';
export { createPeer, type MemberView, membershipOf, type Peer, step } from './peer/peer.js';
export type { Trace, TraceLine } from './peer/trace.js';
export type {
  Clock,
  DeliverStream,
  Ledger,
  OrdererClient,
  Stream,
  StreamListener,
  Transport,
} from './ports.js';
export {
  createSimulation,
  type Simulation,
  type SimulationOptions,
} from './simulator/simulation.js';
