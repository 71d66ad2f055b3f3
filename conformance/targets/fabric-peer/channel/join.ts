/** Brings a running Fabric peer into channels, with `peer channel join` of the same executable. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type StartNode, TargetError } from '../../target.js';
import { adminMspOf, knowsOthers } from '../workdir.js';
import { genesisBlock } from './genesis-block.js';

const run = promisify(execFile);

/** The name of the channel from which a peer learns of other organisations. */
export const channelId = 'conformance';

/** How long the command may take. Milliseconds. */
const joinTimeoutMs = 30_000;

/**
 * Resolves when the peer has joined all channels of the node. The command runs in the name of the
 * peer itself, which is its own administrator.
 * @throws TargetError with what the command wrote.
 */
export async function joinChannels(binary: string, node: StartNode): Promise<void> {
  const folder = join(node.workdir, 'join');
  mkdirSync(folder, { recursive: true });
  if (knowsOthers(node)) {
    const block = join(folder, 'genesis.block');
    const mspFolders = { [node.mspId]: node.mspDir, ...node.otherOrgMsps };
    writeFileSync(block, genesisBlock(channelId, mspFolders));
    await joinChannel(binary, node, folder, block);
  }
  for (const channel of node.channels) {
    await joinChannel(binary, node, folder, channel.genesisBlock);
  }
}

async function joinChannel(
  binary: string,
  node: StartNode,
  folder: string,
  block: string,
): Promise<void> {
  try {
    await run(binary, ['channel', 'join', '--blockpath', block], {
      cwd: folder,
      timeout: joinTimeoutMs,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: folder,
        FABRIC_CFG_PATH: node.workdir,
        CORE_PEER_ADDRESS: node.listen,
        CORE_PEER_LOCALMSPID: node.mspId,
        CORE_PEER_MSPCONFIGPATH: adminMspOf(node),
        CORE_PEER_TLS_ENABLED: 'true',
        CORE_PEER_TLS_ROOTCERT_FILE: join(node.tlsDir, 'ca.crt'),
      },
    });
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trimEnd().split('\n').slice(-8) ?? [];
    const reason = said.length > 0 ? said.join('\n') : String(cause);
    throw new TargetError(`${node.name}: \`peer channel join\` failed:\n${reason}`, said);
  }
}
