/** A Fabric peer in a folder of ours: started, killed, and commanded by its organisation's administrator. */
import { execFile, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';

export interface FabricProcess {
  start(): void;
  /** Ends it without farewell; nothing if it does not run. */
  kill(): Promise<void>;
  /** Runs `peer` with these arguments. @throws Error with the last line that it wrote */
  command(...args: readonly string[]): Promise<string>;
}

export interface FabricOptions {
  readonly binary: string;
  /** With its core.yaml. */
  readonly folder: string;
  readonly endpoint: string;
  readonly mspId: string;
  /** MSP folder of the administrator. */
  readonly adminMsp: string;
  /** Root of its TLS certificate, PEM. */
  readonly tlsRoot: string;
}

/** How long a command may take. Milliseconds. */
const COMMAND_MS_MAX = 20_000;

export function fabricProcess(options: FabricOptions): FabricProcess {
  const { binary, folder, endpoint, mspId, adminMsp, tlsRoot } = options;
  // No CORE_ variable of the caller reaches the peer.
  const env = { PATH: process.env.PATH ?? '', HOME: folder, FABRIC_CFG_PATH: folder };
  const admin = {
    CORE_PEER_ADDRESS: endpoint,
    CORE_PEER_LOCALMSPID: mspId,
    CORE_PEER_MSPCONFIGPATH: adminMsp,
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_TLS_ROOTCERT_FILE: tlsRoot,
  };
  let child: ReturnType<typeof spawn> | undefined;
  return {
    start() {
      const log = openSync(join(folder, 'peer.log'), 'a');
      child = spawn(binary, ['node', 'start'], { cwd: folder, env, stdio: ['ignore', log, log] });
    },
    async kill() {
      const own = child;
      if (own === undefined || own.exitCode !== null || own.signalCode !== null) return;
      const ended = new Promise((resolve) => own.once('exit', resolve));
      own.kill('SIGKILL');
      await ended;
    },
    command: (...args) =>
      new Promise((resolve, reject) => {
        const run = { cwd: folder, timeout: COMMAND_MS_MAX, env: { ...env, ...admin } };
        execFile(binary, [...args], run, (error, out, said) =>
          error ? reject(new Error(said.trimEnd().split('\n').at(-1))) : resolve(out),
        );
      }),
  };
}
