/**
 * The seam between a probe and the network: `Transport` of src/ports.ts, and what only a judge wants
 * to see, the Ping calls that a target makes. Implemented over gRPC (grpc-transport.ts) and in memory
 * (targets/inproc.ts), so that one probe runs against both.
 */
import type { Transport } from '../../../src/ports.js';

/** The TLS pair that one end presents, PEM. */
export interface TlsCredentials {
  readonly certPem: string;
  readonly keyPem: string;
}

export interface ProbeTransport extends Transport {
  /** Called at each Ping that arrives while serving. */
  pinged: (() => void) | undefined;
  /** Whether a Ping that arrives while serving is answered just now. Left out: it is. */
  answers?: () => boolean;
  /**
   * Whether whoever presents this TLS leaf (DER) may connect. Nodes of other cases, whose members once
   * lived at a port that is now ours, would otherwise speak into this one. Left out: everybody may.
   */
  admits?: (leaf: Uint8Array | undefined) => boolean;
}
