/** Fabric peers named by FABRIC_BIN, as targets. */
import type { Target } from '../target.js';
import { peerPaths } from './binary.js';
import { fabricPeer } from './target.js';

/**
 * One target for each executable in FABRIC_BIN; empty if it is not set.
 * @throws TargetError if an entry is not an executable file.
 */
export function fabricPeers(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Target[] {
  return peerPaths(environment).map((path) => fabricPeer(path));
}
