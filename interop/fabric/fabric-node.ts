/** A Fabric peer (or any other target) as a peer of the live network. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CHANNEL_SETTINGS } from '../../conformance/harness/channel-settings.js';
import { writeMspFolder, writeTlsFolder } from '../../conformance/harness/minting/folders.js';
import type {
  Organisation,
  PeerCredentials,
} from '../../conformance/harness/minting/organisation.js';
import type { Target, Timings } from '../../conformance/targets/target.js';
import type { NetworkNode } from './node.js';

export interface TargetNodeOptions {
  readonly target: Target;
  readonly name: string;
  readonly organisation: Organisation;
  readonly credentials: PeerCredentials;
  readonly listen: string;
  readonly bootstrap: readonly string[];
  readonly timings: Timings;
  /** Folder of the whole network. */
  readonly workdir: string;
}

/**
 * Starts it; resolves when it serves.
 * @throws TargetError if it does not come up.
 */
export async function startTargetNode(options: TargetNodeOptions): Promise<NetworkNode> {
  const { target, name, organisation, credentials, listen, bootstrap, timings } = options;
  const workdir = join(options.workdir, name);
  const mspDir = join(workdir, 'msp');
  const tlsDir = join(workdir, 'tls');
  mkdirSync(workdir, { recursive: true });
  writeMspFolder(mspDir, organisation, { peer: credentials });
  writeTlsFolder(tlsDir, credentials);
  const { name: implementation, version } = await target.identify();
  const running = await target.start({
    name,
    mspId: organisation.mspId,
    workdir,
    listen,
    advertise: { internal: listen, external: listen },
    bootstrap,
    mspDir,
    tlsDir,
    otherOrgMsps: {},
    channels: [],
    channelSettings: CHANNEL_SETTINGS,
    timings,
    seed: name,
  });
  return {
    name,
    implementation: `${implementation} ${version}`,
    endpoint: running.endpoint,
    credentials,
    query: undefined,
    kill: () => running.kill(),
    restart: () => running.restart(),
    stop: () => running.stop(),
  };
}
