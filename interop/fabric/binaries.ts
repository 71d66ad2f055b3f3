/**
 * Which Fabric releases there are to play with: those that FABRIC_BIN names, or else those that
 * `npm run interop:build` has built.
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  identifyPeer,
  peerPaths,
  RELEASE_FILE,
} from '../../conformance/targets/fabric-peer/binary.js';
import { TargetError } from '../../conformance/targets/target.js';
import { packageFolder } from '../../src/adapters/package-files.js';
import { UserMistake } from '../../src/adapters/user-mistake.js';

/** Executables of one release, by absolute paths. */
export interface FabricRelease {
  /** `3.1.5`; `latest` of a build that nothing tells more of. */
  readonly version: string;
  readonly line: '2.x' | '3.x';
  readonly profile: 'fabric-2.5' | 'fabric-3.1';
  readonly peer: string;
  readonly orderer: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where builds go, one folder a version. */
export const builtFolder = (): string => join(packageFolder(), '.fabric', 'bin');

/**
 * In the order of FABRIC_BIN; what was built here with the newest first. Empty if there is none.
 * @param built folder of builds, where it is not that of the project.
 * @throws UserMistake if FABRIC_BIN names what is no peer.
 */
export async function fabricReleases(
  environment: Environment,
  built = builtFolder(),
): Promise<readonly FabricRelease[]> {
  const named = pathsNamed(environment);
  const paths = named.length > 0 ? named : builtPeers(built);
  const releases: FabricRelease[] = [];
  for (const path of paths) releases.push(await releaseAt(path));
  return releases;
}

/**
 * The releases that somebody asks for by version, `v3.1.5` or `3.1.5`; none asked for = all there are.
 * @throws UserMistake if one of them is not there, unless there is none at all.
 */
export function releasesOf(
  releases: readonly FabricRelease[],
  versions: readonly string[],
): readonly FabricRelease[] {
  if (versions.length === 0 || releases.length === 0) return releases;
  return versions.map((asked) => {
    const found = releases.find(({ version }) => version === bare(asked));
    if (found) return found;
    const there = releases.map(({ version }) => version).join(', ');
    throw new UserMistake(`--version ${asked}: expected one of the releases here: ${there}`);
  });
}

/** What whoever finds no release is told; a command's name goes before it. */
export const SKIPPED =
  'skipped, nothing was tested: FABRIC_BIN names no `peer` of a Fabric release, and `npm run interop:build` has built none';

function pathsNamed(environment: Environment): readonly string[] {
  try {
    return peerPaths(environment);
  } catch (error) {
    if (error instanceof TargetError) throw new UserMistake(error.message);
    throw error;
  }
}

/** A build that was broken off has no release file yet. */
function builtPeers(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, RELEASE_FILE)))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => join(folder, name, 'peer'));
}

async function releaseAt(path: string): Promise<FabricRelease> {
  const { version, line } = await identified(path);
  const orderer = join(dirname(path), 'orderer');
  return {
    version: bare(version),
    line,
    profile: line === '2.x' ? 'fabric-2.5' : 'fabric-3.1',
    peer: path,
    orderer: existsSync(orderer) ? orderer : undefined,
  };
}

async function identified(path: string): ReturnType<typeof identifyPeer> {
  try {
    return await identifyPeer(path);
  } catch (error) {
    if (error instanceof TargetError) throw new UserMistake(error.message);
    throw error;
  }
}

const bare = (version: string): string => version.replace(/^v(?=\d)/, '');
