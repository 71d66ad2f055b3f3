/** Which target the words of a command line mean. */
import { existsSync } from 'node:fs';
import { packageVersion } from '../../src/adapters/package-files.js';
import { UserMistake } from '../../src/adapters/user-mistake.js';
import { adapterTarget } from './adapter-target.js';
import { wordsOf } from './command-words.js';
import { fabricPeers } from './fabric-peer/index.js';
import { inProcessReference } from './inproc.js';
import { reference } from './reference.js';
import { type Target, TargetError } from './target.js';
import { targetFile } from './target-file.js';

const PROFILES = ['fabric-2.5', 'fabric-3.1', 'hardened'] as const;
const DEFAULT_PROFILE = 'fabric-3.1';

/**
 * `reference` and `inproc`, with `:profile` for another than fabric-3.1; `fabric`, the peer that
 * FABRIC_BIN names; `exec:COMMAND`, an adapter to run; `attach:HOST:PORT`, one that runs already; or the
 * path of a target.json.
 * @throws UserMistake if it is none of these.
 */
export function targetNamed(name: string, timeScale: number): Target {
  const [kind, profile = DEFAULT_PROFILE] = name.split(':');
  const known = PROFILES.find((p) => p === profile);
  if (kind === 'reference' || kind === 'inproc') {
    const version = packageVersion();
    if (!known) {
      throw new UserMistake(
        `--target ${name}: profile ${profile} is none of ${PROFILES.join(', ')}`,
      );
    }
    return kind === 'reference'
      ? reference({ version, profile: known, timeScale })
      : inProcessReference({ version, profile: known });
  }
  const rest = name.slice(name.indexOf(':') + 1);
  if (name.startsWith('exec:')) {
    const [command, ...args] = wordsOf(rest);
    if (command === undefined)
      throw new UserMistake(`--target ${name}: expected exec: and the command of an adapter`);
    const exec = { command: [command, ...args] as const, cwd: process.cwd(), env: process.env };
    return adapterTarget({ name, timeScale, exec });
  }
  if (name.startsWith('attach:')) {
    if (!/^(127\.[0-9.]+|localhost):[0-9]+$/.test(rest))
      throw new UserMistake(
        `--target ${name}: expected attach: and host:port of a control socket on this machine, as in attach:127.0.0.1:9000`,
      );
    return adapterTarget({ name, timeScale, attach: rest });
  }
  if (name === 'fabric') return fabric(timeScale);
  if (name.endsWith('.json')) {
    if (!existsSync(name)) {
      throw new UserMistake(
        `--target ${name}: there is no such file (fabric-gossip conform init NAME writes one)`,
      );
    }
    return targetFile(name, timeScale);
  }
  throw new UserMistake(
    `--target ${name}: expected reference, inproc, fabric, exec:COMMAND, attach:HOST:PORT or the path of a target.json`,
  );
}

function fabric(timeScale: number): Target {
  try {
    const [first] = fabricPeers();
    if (first) return { ...first, timeScale: first.timeScale * timeScale };
  } catch (error) {
    if (error instanceof TargetError) throw new UserMistake(error.message);
    throw error;
  }
  throw new UserMistake(
    '--target fabric: FABRIC_BIN is not set; it names the peer executable of a Fabric release',
  );
}
