/**
 * A real Fabric peer as the implementation under test: one `peer node start` for each node. What it
 * needs on disk is in workdir.ts, how it learns of other organisations in channel/.
 */
import { join } from 'node:path';
import { processTarget } from '../process-target.js';
import type { Target } from '../target.js';
import { identifyPeer, type PeerBinary } from './binary.js';
import { joinChannels } from './channel/join.js';
import { layout } from './core-yaml.js';
import { adminMspOf, isAdministered, prepareWorkdir } from './workdir.js';

/**
 * The Fabric peer at `path`. It joins the channels that the node names, and one more if it has to know
 * other organisations: those it learns from a channel's configuration alone.
 */
export function fabricPeer(path: string, options: { readonly timeScale?: number } = {}): Target {
  let binary: Promise<PeerBinary> | undefined;
  return processTarget({
    name: 'fabric-peer',
    features: ['timings', 'restart', 'large-messages', 'multi-org', 'channels', 'delivery'],
    ...options,
    async identify() {
      binary ??= identifyPeer(path);
      const { version, line } = await binary;
      const known = version.startsWith(line[0]!) || version.startsWith(`v${line[0]}`);
      return {
        name: 'hyperledger-fabric-peer',
        version: known ? version : `${version} (${line})`,
        language: 'go',
        profile: line === '2.x' ? 'fabric-2.5' : 'fabric-3.1',
      };
    },
    prepare(node) {
      prepareWorkdir(node);
      return {
        command: path,
        args: ['node', 'start'],
        cwd: node.workdir,
        // No CORE_ variable of the caller reaches the peer.
        env: {
          PATH: process.env.PATH ?? '',
          HOME: node.workdir,
          FABRIC_CFG_PATH: node.workdir,
          ...(isAdministered(node) && { CORE_PEER_MSPCONFIGPATH: adminMspOf(node) }),
          FABRIC_LOGGING_SPEC: process.env.FABRIC_LOGGING_SPEC ?? 'info',
          FABRIC_LOGGING_FORMAT: '%{time:15:04:05.000} %{level:.4s} [%{module}] %{message}',
        },
        log: join(node.workdir, layout.log),
      };
    },
    // A peer that starts again with what it had stored is still in its channels.
    served: async (node, state) => {
      if (state === 'none') await joinChannels(path, node);
    },
  });
}
