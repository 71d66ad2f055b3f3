/** Which `peer` executables there are, and what they say they are. */
import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { TargetError } from '../target.js';

const run = promisify(execFile);

/** What FABRIC_BIN may be; closes every message about it. */
const hint =
  'It names the `peer` executable of a Fabric release, 2.5 or 3.x; several are separated by ":"';

export interface PeerBinary {
  readonly path: string;
  /** As it says: `v3.1.5`; of a development build as its folder says, or else `latest`. */
  readonly version: string;
  /** Release line, which decides the profile of the specification. */
  readonly line: '2.x' | '3.x';
}

/**
 * Paths in FABRIC_BIN, in order; empty if it is not set.
 * @throws TargetError if one of them is not an executable file.
 */
export function peerPaths(environment: Readonly<Record<string, string | undefined>>): string[] {
  const paths = (environment.FABRIC_BIN ?? '').split(delimiter).filter((path) => path !== '');
  return paths.map((path) => {
    const absolute = resolve(path);
    const fault = faultOf(absolute);
    if (fault !== undefined) throw new TargetError(`FABRIC_BIN: ${absolute} ${fault}. ${hint}`);
    return absolute;
  });
}

/** Why there is no Fabric peer to run, for whoever asked for one. */
export function absence(): string {
  return `FABRIC_BIN is not set. ${hint}.`;
}

function faultOf(path: string): string | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return 'does not exist';
  if (!status.isFile()) return 'is not a file';
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return 'is not executable';
  }
  return undefined;
}

/** Beside a peer that was built here: what it was built from. */
export const RELEASE_FILE = 'release.json';

/**
 * Asks the executable for its version. A development build has none: then the list of its chaincode
 * commands tells the line, of which 3.0 dropped `instantiate`, and its folder may tell the rest.
 * @throws TargetError if it is not a `peer`.
 */
export async function identifyPeer(path: string): Promise<PeerBinary> {
  const answer = await ask(path, ['version']);
  const version = /^\s*Version:\s*(\S+)/m.exec(answer)?.[1];
  if (!answer.startsWith('peer:') || version === undefined) {
    const said = answer.split('\n').slice(0, 3).join(' | ').slice(0, 200);
    throw new TargetError(
      `FABRIC_BIN: ${path} is not a Fabric peer: \`version\` said "${said}". ${hint}`,
    );
  }
  const told = lineOf(version);
  if (told !== undefined) return { path, version, line: told };
  const commands = await ask(path, ['chaincode', '--help']);
  const line = /^\s+instantiate\s/m.test(commands) ? '2.x' : '3.x';
  const beside = versionBeside(path);
  // A folder whose name is of another line speaks of something else.
  return { path, version: beside && lineOf(beside) === line ? beside : version, line };
}

function lineOf(version: string): PeerBinary['line'] | undefined {
  const major = /^v?(\d+)\./.exec(version)?.[1];
  return major === undefined ? undefined : Number(major) >= 3 ? '3.x' : '2.x';
}

/** What its folder says of an executable: the file that the build wrote, or a name such as v3.1.5. */
function versionBeside(path: string): string | undefined {
  const folder = dirname(path);
  try {
    const { version } = JSON.parse(readFileSync(join(folder, RELEASE_FILE), 'utf8')) as {
      version?: unknown;
    };
    if (typeof version === 'string') return version;
  } catch {
    // Nobody has to write one.
  }
  return /^v?\d+\.\d+\.\d+(?:-[\w.]+)?$/.exec(basename(folder))?.[0];
}

async function ask(path: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await run(path, args, { timeout: 20_000, env: {}, maxBuffer: 1 << 20 });
    return stdout;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new TargetError(`FABRIC_BIN: \`${path} ${args.join(' ')}\` failed: ${reason}. ${hint}`);
  }
}
