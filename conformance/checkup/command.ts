/** Whether a command can be executed, and what it says of its version. */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, extname, isAbsolute, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Finding, fine, wrong } from './finding.js';

const run = promisify(execFile);
const VERSION_MS_MAX = 10_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder, the program, and the scripts among its arguments. */
export function commandFindings(
  command: readonly string[],
  cwd: string,
  env: Environment = process.env,
): readonly Finding[] {
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory())
    return [
      wrong('folder', `${cwd} is no folder`, 'mend cwd in target.json; it is relative to it'),
    ];
  const folder = fine('folder', cwd);
  const [program = '', ...args] = command;
  const found = executable(program, cwd, env.PATH ?? '');
  if (typeof found !== 'string') return [folder, found];
  const missing = args.find(
    (word) => SCRIPT.includes(extname(word)) && !existsSync(resolve(cwd, word)),
  );
  return [
    folder,
    missing === undefined
      ? fine('command', `${command.join(' ')} (${found})`)
      : wrong('command', `there is no ${missing} in ${cwd}`, 'mend command or cwd in target.json'),
  ];
}

/** Words of a command that end like this are files. */
const SCRIPT = ['.py', '.js', '.mjs', '.cjs', '.ts', '.rb', '.sh', '.jar', '.exs'];

function executable(program: string, cwd: string, path: string): string | Finding {
  const places = program.includes('/')
    ? [isAbsolute(program) ? program : resolve(cwd, program)]
    : path.split(delimiter).map((folder) => join(folder || '.', program));
  const there = places.filter((place) => statSync(place, { throwIfNoEntry: false })?.isFile());
  const first = there.find(mayExecute);
  if (first !== undefined) return first;
  if (there[0] !== undefined)
    return wrong('command', `${there[0]} is not executable`, `chmod +x ${there[0]}`);
  return wrong(
    'command',
    program.includes('/') ? `there is no ${places[0]}` : `${program} is nowhere in PATH`,
    program.includes('/')
      ? 'build it first, or mend command; it is relative to the folder above'
      : 'install it, or write its path with a slash',
  );
}

function mayExecute(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs it and takes the first line that it prints. */
export async function versionFinding(
  command: readonly [string, ...string[]],
  cwd: string,
  env: Environment = process.env,
): Promise<Finding> {
  const [program, ...args] = command;
  try {
    const { stdout, stderr } = await run(program, args, { cwd, env, timeout: VERSION_MS_MAX });
    const [line = ''] = (stdout.trim() || stderr.trim()).split('\n');
    return fine('version', line || 'it prints nothing');
  } catch (error) {
    return wrong(
      'version',
      `${command.join(' ')}: ${(error as Error).message.split('\n')[0]}`,
      'mend versionCommand in target.json, or leave it out',
    );
  }
}
