import { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { collected, play } from '../../interop/fabric/command.js';
import { UserMistake } from '../../src/adapters/user-mistake.js';

const said = vi.spyOn(console, 'error').mockImplementation(() => {});
const before = process.exitCode;
afterEach(() => {
  process.exitCode = before;
  said.mockClear();
});

/** What it was asked, and the status with which it would end. */
async function played(words: readonly string[], action: () => void = () => {}) {
  const command = new Command('mine')
    .option('--version <version>', 'may be repeated', collected, [])
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .action(action);
  process.exitCode = 0;
  await play(command, words);
  return { versions: command.opts<{ version: string[] }>().version, status: process.exitCode };
}

describe('a command of interop', () => {
  it('takes an option as often as it is given', async () => {
    const { versions } = await played(['--version', '3.1.5', '--version', '2.5.16']);
    expect(versions).toEqual(['3.1.5', '2.5.16']);
  });

  it('ends as its action says', async () => {
    const { status } = await played([], () => {
      process.exitCode = 3;
    });
    expect(status).toBe(3);
  });

  it.each([
    ['its help', ['--help'], 0],
    ['an unknown option', ['--colour'], 64],
  ])('ends after %s with the status for it', async (_, words, status) => {
    expect((await played(words)).status).toBe(status);
  });

  it("tells a user's mistake in a line and ends with 64", async () => {
    const { status } = await played([], () => {
      throw new UserMistake('--seed: expected a word');
    });
    expect(status).toBe(64);
    expect(said.mock.calls).toEqual([['error: --seed: expected a word']]);
  });

  it('hides no error of its own', async () => {
    const broken = played([], () => {
      throw new TypeError('a defect');
    });
    await expect(broken).rejects.toThrow('a defect');
  });
});
