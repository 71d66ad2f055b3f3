/** Brings a running Fabric peer into the channel that makes other organisations known to it. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type StartNode, TargetError } from '../../target.js';
import { adminMspOf } from '../workdir.js';
import { genesisBlock } from './genesis-block.js';

const run = promisify(execFile);

/** The channel's name. */
export const channelId = 'conformance';

/** How long the command may take. Milliseconds. */
const joinTimeoutMs = 30_000;

/**
 * Resolves when the peer has joined. The command is `peer channel join` of the same executable, in
 * the name of the peer itself, which is its own administrator.
 * @throws TargetError with what the command wrote.
 */
export async function joinChannel(binary: string, node: StartNode): Promise<void> {
  const folder = join(node.workdir, 'join');
  const block = join(folder, 'genesis.block');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    block,
    genesisBlock(channelId, { [node.mspId]: node.mspDir, ...node.otherOrgMsps }),
  );
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
