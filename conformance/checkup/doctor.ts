/**
 * Looks at everything that a run needs, without starting a node: the description, the command, the
 * machine, the greeting of an adapter, and what would be judged.
 */
import { UserMistake } from '../../src/adapters/user-mistake.js';
import type { Profile } from '../harness/case.js';
import { CASES } from '../registry.js';
import { isAdapterTarget } from '../targets/adapter-target.js';
import { wordsOf } from '../targets/command-words.js';
import { targetNamed } from '../targets/named.js';
import { type Target, TargetError } from '../targets/target.js';
import { folderOf, readTargetFile } from '../targets/target-file.js';
import { commandFindings, versionFinding } from './command.js';
import { type Coverage, coverage, coverageFinding, timingsFinding } from './coverage.js';
import { type Finding, fine, HELLO_TO_DO, isWrong, leftOut, wrong } from './finding.js';
import { surroundings } from './surroundings.js';

export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** Absent where the target did not say what it can do. */
  readonly coverage?: Coverage;
}

/** `name`: as on the command line. Each finding is also told at once. */
export async function doctor(
  name: string,
  told: (finding: Finding) => void = () => {},
): Promise<Diagnosis> {
  const findings: Finding[] = [];
  const found = (...more: readonly Finding[]): void => {
    findings.push(...more);
    more.forEach(told);
  };
  let target: Target;
  try {
    target = targetNamed(name, 1);
  } catch (error) {
    if (!(error instanceof UserMistake)) throw error;
    found(wrong('target', error.message, 'docs/targets.md shows what a target can be'));
    return { findings };
  }
  try {
    found(fine('target', described(name)));
    found(...(await commandOf(name)));
    found(...(await surroundings(target)));
    if (findings.some(isWrong)) {
      found(leftOut('cases', 'not looked at, because of what is wrong before'));
      return { findings };
    }
    return { findings, ...(await declared(target, found)) };
  } finally {
    await target.close();
  }
}

const isFile = (name: string): boolean => name.endsWith('.json') && !name.includes(':');

function described(name: string): string {
  if (!isFile(name)) return name;
  const { connect = 'command', name: implementation } = readTargetFile(name);
  return `${name} is sound by target.schema.json: ${implementation}, connect ${connect}`;
}

/** What has to be executable for this target. */
async function commandOf(name: string): Promise<readonly Finding[]> {
  if (name.startsWith('exec:'))
    return commandFindings(wordsOf(name.slice('exec:'.length)), process.cwd());
  if (!isFile(name)) return [];
  const file = readTargetFile(name);
  const folder = folderOf(name, file);
  const env = { ...process.env, ...file.env };
  const { command, versionCommand } = file;
  const findings = command ? commandFindings(command, folder, env) : [];
  if (findings.some(isWrong) || versionCommand === undefined) return findings;
  return [...findings, await versionFinding(versionCommand, folder, env)];
}

/** Who it is and what it can do; an adapter is run and greeted for that. */
async function declared(
  target: Target,
  found: (...more: readonly Finding[]) => void,
): Promise<{ coverage?: Coverage }> {
  const check = isAdapterTarget(target) ? 'hello' : 'implementation';
  let profile: Profile;
  try {
    const { name, version, language, profile: own = 'fabric-3.1' } = await target.identify();
    profile = own;
    const who = [name, version, language && `(${language})`].filter(Boolean).join(' ');
    found(fine(check, `${who}, profile ${profile}`));
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    found(
      wrong(check, error.message, HELLO_TO_DO),
      leftOut('cases', 'unknown, because the target does not say what it can do'),
    );
    return {};
  }
  found(fine('features', target.features.join(', ') || 'none'));
  const short = isAdapterTarget(target) ? timingsFinding(target.minTimingsMs()) : undefined;
  if (short) found(short);
  const covered = coverage(CASES, target.features, profile);
  found(coverageFinding(covered));
  return { coverage: covered };
}
