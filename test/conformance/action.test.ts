/**
 * The GitHub Action: its scripts are run as a job runs them, and what documents and help texts show of
 * `conform` are command lines that the program takes.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CASES } from '../../conformance/registry.js';
import { select } from '../../conformance/selection.js';
import { conformCommand } from '../../src/cli/conform.js';
import { flawOf, wordsOf } from '../support/command-lines.js';

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
const action = parse(readFileSync('action.yml', 'utf8')) as {
  readonly inputs: Readonly<
    Record<string, { readonly default?: string; readonly required?: true }>
  >;
  readonly runs: { readonly steps: readonly Step[] };
};
const { steps } = action.runs;
const step = (name: string): Step => steps.find((one) => one.name === name)!;

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-action-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const summary = join(folder, 'summary.md');
const output = join(folder, 'output');

/** Runs the scripts of a job with these inputs; answers with what the last one ended with. */
function job(inputs: Readonly<Record<string, string>>): { status: number | null; printed: string } {
  writeFileSync(summary, '');
  writeFileSync(output, '');
  const given = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: usual = '' }]) => [
      name,
      inputs[name] ?? usual,
    ]),
  );
  const filled = (text: string): string =>
    text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
      const [, name] = /^inputs\.(\S+)$/.exec(expression) ?? [];
      if (name !== undefined) return given[name]!;
      expect(expression).toBe('steps.run.outputs.status');
      return /^status=(\d+)$/m.exec(readFileSync(output, 'utf8'))![1]!;
    });
  let printed = '';
  let status: number | null = null;
  for (const { run, env = {} } of [step('Judge'), step('Summary of the job'), step('Verdict')]) {
    const result = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', run!], {
      encoding: 'utf8',
      env: {
        ...process.env,
        ...Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filled(value)])),
        GITHUB_ACTION_PATH: process.cwd(),
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_OUTPUT: output,
      },
    });
    printed += result.stdout + result.stderr;
    status = result.status;
  }
  return { status, printed };
}

describe('the Action', () => {
  it('judges what it is told to, and puts the outcome into the summary of the job', () => {
    const out = join(folder, 'good');
    const { status, printed } = job({
      target: 'inproc',
      patterns: 'link/ping-*\nLINK-16\n',
      skip: 'link/handshake-message-is-signed\n',
      out,
    });
    expect(printed).toContain('link/ping-answered-without-handshake');
    expect(printed).not.toContain('link/handshake-message-is-signed');
    expect(status).toBe(0);
    expect(readFileSync(summary, 'utf8')).toMatch(/Conforms in what was judged/i);
    expect(existsSync(join(out, 'junit.xml'))).toBe(true);
  }, 60_000);
  it('passes every input on, and ends as the run does', () => {
    const known = join(folder, 'known.yaml');
    writeFileSync(
      known,
      '- { case: link/ping-answered-without-handshake, reason: r, issue: none yet }\n',
    );
    const out = join(folder, 'all');
    const { status } = job({
      target: 'inproc',
      patterns: 'LINK-21',
      set: 'core',
      profile: 'hardened',
      level: 'MUST',
      strict: 'true',
      'expected-failures': known,
      shard: '1/1',
      seed: 'of the job',
      out,
    });
    expect(status).toBe(1);
    const run = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
    expect(run).toMatchObject({
      profile: 'hardened',
      set: 'core',
      seed: 'of the job',
      shard: { index: 1, count: 1, cases: 1 },
    });
    expect(run.cases[0].verdict).toBe('xpass');
    expect(run.command).toContain('--strict');
  }, 60_000);
  it('takes an input for what it is, not for a program', () => {
    const { status, printed } = job({ target: '$(touch pwned)', out: join(folder, 'odd') });
    expect(printed).toContain('--target $(touch pwned): expected');
    expect(existsSync('pwned')).toBe(false);
    expect(status).toBe(64);
    expect(action.runs.steps.flatMap(({ run }) => run ?? []).join('\n')).not.toContain('${{');
  }, 60_000);
});

describe('a command line of conform', () => {
  const program = conformCommand();
  const linesIn = (text: string): string[] =>
    text
      .split('\n')
      .map((line) => /(?:^|[\s`])fabric-gossip conform(.*)$/.exec(line)?.[1])
      .filter((line) => line !== undefined);
  const chooses = (word: string): boolean =>
    word.startsWith('@') || select(CASES, [word]).length > 0;
  /** Help sets the remark off by spaces. */
  const command = (line: string): string[] => wordsOf(line.split(/ {3,}/)[0]!);

  it.each(['docs/conformance.md', 'docs/targets.md'])('in %s is one that it takes', (path) => {
    const blocks = [...readFileSync(path, 'utf8').matchAll(/```(?:bash|sh)\n([\s\S]*?)```/g)];
    const lines = blocks.flatMap(([, text]) => linesIn(text!));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.map((line) => flawOf(command(line), program, chooses)).filter(Boolean)).toEqual(
      [],
    );
  });
  it('in a help text is one that it takes', () => {
    const texts = program.commands.map((one) => {
      let text = '';
      one.configureOutput({ writeOut: (part) => (text += part) });
      one.outputHelp();
      return text;
    });
    const lines = texts.flatMap((text) => linesIn(/^Examples:\n([\s\S]*)/m.exec(text)?.[1] ?? ''));
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.map((line) => flawOf(command(line), program, chooses)).filter(Boolean)).toEqual(
      [],
    );
  });
  it('that it does not take is noticed', () => {
    const flaw = (line: string) => flawOf(wordsOf(line), program, chooses);
    expect(flaw("run --skip 'link/*' --level MUST # all")).toBeUndefined();
    expect(flaw('link --nonsense')).toBe('run has no option --nonsense');
    expect(flaw('merge reports/all')).toBe('merge needs 2 arguments, got 1');
    expect(flaw('explain A B')).toBe('explain takes 1 arguments, got 2');
    expect(flaw('diagnose --json')).toBe('nothing is called diagnose');
    expect(flaw('--profile best')).toMatch(/none of fabric-2\.5/);
  });
  it('of the workflow in the manual has inputs of the Action', () => {
    const [, text] = /```yaml\n(name: conformance[\s\S]*?)```/.exec(
      readFileSync('docs/conformance.md', 'utf8'),
    )!;
    const workflow = parse(text!) as {
      jobs: { gossip: { steps: { with?: Record<string, string> }[] } };
    };
    const given = workflow.jobs.gossip.steps.flatMap(({ with: inputs = {} }) =>
      Object.keys(inputs),
    );
    expect(given).toContain('target');
    expect(given.filter((name) => !Object.hasOwn(action.inputs, name))).toEqual([]);
  });
});
