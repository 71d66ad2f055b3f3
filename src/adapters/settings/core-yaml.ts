/** Finding and reading core.yaml as Fabric's peer does, paths in it being relative to its folder. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserMistake } from '../user-mistake.js';
import type { Environment } from './raw-values.js';
import { parseSettings, type Settings, SettingsError } from './settings.js';

export interface CoreYaml {
  readonly path: string;
  readonly settings: Settings;
  /** An absolute path for one that the settings name; empty stays empty. */
  pathOf(written: string): string;
}

const NAME = 'core.yaml';
/** Where Fabric looks if FABRIC_CFG_PATH names no folder that has the file. */
const FOLDERS = ['.', '/etc/hyperledger/fabric'];

/**
 * Reads the file at `path`, or core.yaml in the folder FABRIC_CFG_PATH, the working folder or Fabric's.
 * @throws UserMistake if there is none, or if the settings have problems.
 */
export function readCoreYaml(path: string | undefined, environment: Environment): CoreYaml {
  const found = resolve(path ?? findCoreYaml(environment));
  let text: string;
  try {
    text = readFileSync(found, 'utf8');
  } catch (cause) {
    throw new UserMistake(`${found}: cannot be read (${(cause as Error).message})`, { cause });
  }
  return {
    path: found,
    settings: named(found, () => parseSettings(text, environment)),
    pathOf: (written) => (written === '' ? '' : resolve(dirname(found), written)),
  };
}

/** Problems with settings name the file that was read, whatever it is called. */
function named<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new UserMistake(error.message.replaceAll(NAME, path), { cause: error });
  }
}

function findCoreYaml(environment: Environment): string {
  const configured = environment.FABRIC_CFG_PATH;
  const folders = configured ? [configured, ...FOLDERS] : FOLDERS;
  const folder = folders.find((candidate) => existsSync(join(candidate, NAME)));
  if (folder === undefined)
    throw new UserMistake(
      `no ${NAME} in ${folders.join(', ')}; name one with --config, or its folder with FABRIC_CFG_PATH`,
    );
  return join(folder, NAME);
}
