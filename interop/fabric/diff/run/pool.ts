/** Processes that play scripts, several at once. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, Job, LaneSetting } from './lane.js';

export interface Pool {
  readonly size: number;
  /** Waits for a process that is free. @throws Error if the process ends instead. */
  ask(job: Job): Promise<Answer>;
  /** Resolves when all have ended. */
  close(): Promise<void>;
}

export function createPool(size: number, setting: LaneSetting): Pool {
  const lane = fileURLToPath(new URL('./lane.ts', import.meta.url));
  const start = (): ChildProcess =>
    fork(lane, [JSON.stringify(setting)], { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
  const all = new Set<ChildProcess>();
  const free: ChildProcess[] = [];
  const waiting: ((lane: ChildProcess) => void)[] = [];
  let isClosed = false;

  const add = (): void => {
    const child = start();
    all.add(child);
    release(child);
  };
  const release = (child: ChildProcess): void => {
    const next = waiting.shift();
    if (next) next(child);
    else free.push(child);
  };
  const acquire = (): Promise<ChildProcess> => {
    const child = free.pop();
    return child ? Promise.resolve(child) : new Promise((resolve) => waiting.push(resolve));
  };
  for (let i = 0; i < size; i += 1) add();

  return {
    size,
    async ask(job) {
      const child = await acquire();
      return new Promise<Answer>((resolve, fail) => {
        const answered = (answer: Answer): void => {
          child.off('exit', ended);
          resolve(answer);
          release(child);
        };
        const ended = (): void => {
          child.off('message', answered);
          all.delete(child);
          fail(new Error('a process that plays scripts has ended'));
          if (!isClosed) add();
        };
        child.once('message', answered);
        child.once('exit', ended);
        child.send(job);
      });
    },
    async close() {
      isClosed = true;
      await Promise.all(
        [...all].map(
          (child) =>
            new Promise<void>((resolve) => {
              if (child.exitCode !== null) return resolve();
              child.once('exit', () => resolve());
              child.disconnect();
            }),
        ),
      );
    },
  };
}
