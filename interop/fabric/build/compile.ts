/** Compiles what a live network needs of Fabric, and writes down what it is. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifyPeer, RELEASE_FILE } from '../../../conformance/targets/fabric-peer/binary.js';
import { UserMistake } from '../../../src/adapters/user-mistake.js';
import type { Source } from './source.js';
import { runTool, type ToolRun } from './tool.js';
import { isOlder, moduleIn } from './version.js';

/**
 * Nothing else is needed: identities, channels and configuration are made by the project itself, and an
 * orderer is told of its channels over HTTP.
 */
export const COMMANDS: readonly string[] = ['peer', 'orderer'];

/** Beside a build: what it was built from. */
export interface ReleaseFile {
  readonly version: string;
  readonly commit?: string;
  readonly go: string;
}

/** Version of the Go tools, `1.26.4`. @throws UserMistake if there are none. */
export async function goVersion(run: ToolRun): Promise<string> {
  const said = await runTool('go', ['env', 'GOVERSION'], { ...run, environment: goOf(run) });
  return /^go(\d[\d.]*)/.exec(said)?.[1] ?? said.trim();
}

/**
 * Compiles the commands of `source` into `folder`, which holds a release only when all are there.
 * @throws UserMistake if Go is too old. @throws ToolFailed if Go does not compile it.
 */
export async function compile(
  tag: string,
  source: Source,
  folder: string,
  run: ToolRun & { readonly told: (line: string) => void },
): Promise<void> {
  const go = await goVersion(run);
  const module = moduleIn(source.folder);
  if (module.go !== undefined && isOlder(go, module.go)) {
    throw new UserMistake(`go: Fabric ${tag} asks for Go ${module.go} or newer, here is ${go}`);
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const command of COMMANDS) {
    const built = join(folder, command);
    run.told(`${tag}: compiling ${command}`);
    const words = ['build', '-v', '-trimpath', '-ldflags', flags(module.name, tag, source)];
    let packages = 0;
    await runTool('go', [...words, '-o', `${built}.part`, `./cmd/${command}`], {
      ...run,
      cwd: source.folder,
      environment: goOf(run),
      heard: () => {
        packages += 1;
        if (packages % PACKAGES_TOLD === 0) run.told(`${tag}: ${packages} packages for ${command}`);
      },
    });
    renameSync(`${built}.part`, built);
  }
  const { version } = await identifyPeer(join(folder, 'peer'));
  if (version !== tag) throw new Error(`the peer built of ${tag} says that it is ${version}`);
  const { commit } = source;
  const release: ReleaseFile = { version: tag, ...(commit && { commit }), go };
  writeFileSync(join(folder, RELEASE_FILE), `${JSON.stringify(release, null, 2)}\n`);
}

/** A line of progress for so many packages. */
const PACKAGES_TOLD = 200;

/** What Fabric's Makefile tells the commands about themselves. */
const flags = (module: string | undefined, tag: string, { commit }: Source): string =>
  [`Version=${tag}`, ...(commit ? [`CommitSHA=${commit}`] : [])]
    .map((variable) => `-X ${module}/common/metadata.${variable}`)
    .join(' ');

/** Of what comes with the source alone: nothing is downloaded, neither modules nor another Go. */
const goOf = ({ environment }: ToolRun): ToolRun['environment'] => ({
  ...environment,
  GOFLAGS: '-mod=vendor -buildvcs=false',
  GOTOOLCHAIN: 'local',
  GOPROXY: 'off',
  GOWORK: 'off',
});
