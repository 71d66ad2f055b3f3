/** The node that several cases share: started once for all who need it, and again once it has ended. */
import { expect, it } from 'vitest';
import { type Case, defineCase } from '../../conformance/harness/case.js';
import { judge } from '../../conformance/suite.js';
import {
  type Exit,
  type RunningNode,
  type Target,
  TargetError,
} from '../../conformance/targets/target.js';

/** A target whose nodes do nothing, and end when they are told to. */
function idle() {
  const nodes: { exit: Exit | undefined }[] = [];
  const target: Target = {
    name: 'idle',
    features: [],
    timeScale: 1,
    identify: async () => ({ name: 'idle', version: '0', language: 'none' }),
    async start({ listen }): Promise<RunningNode> {
      const node = { exit: undefined as Exit | undefined };
      nodes.push(node);
      return {
        endpoint: listen,
        get exit() {
          return node.exit;
        },
        stop: async () => {},
        kill: async () => {},
        restart: async () => {},
        logTail: () => [],
      };
    },
    close: async () => {},
  };
  return { target, nodes };
}

const shared = (name: string, run: Case['run']): Case =>
  defineCase({
    id: `link/${name}`,
    clauses: ['LINK-1'],
    level: 'MUST',
    title: 'a peer is shared',
    node: 'shared',
    run,
  });
const using = (...names: string[]) =>
  names.map((name) => shared(name, async ({ start }) => void (await start())));

it('is one, however many cases ask at the same time', async () => {
  const { target, nodes } = idle();
  const report = await judge(target, using('a', 'b', 'c', 'd'), { parallel: 4 });
  expect(report.totals.byVerdict).toEqual({ pass: 4 });
  expect(nodes).toHaveLength(1);
});

it('is one again after it has ended', async () => {
  const { target, nodes } = idle();
  const killer = shared('killer', async ({ start }) => {
    await start();
    nodes[0]!.exit = { code: 1, signal: null };
  });
  const [first] = (await judge(target, [killer, ...using('b', 'c', 'd')], { parallel: 1 })).cases;
  expect(first?.verdict).toBe('fail');
  expect(nodes).toHaveLength(2);
});

it('that does not start is an error of the target, for each case that asked', async () => {
  const { target } = idle();
  const start = async (): Promise<RunningNode> => {
    throw new TargetError('it does not start');
  };
  const report = await judge({ ...target, start }, using('a', 'b'), { parallel: 2 });
  expect(report.totals.byVerdict).toEqual({ 'target-error': 2 });
});

it('that does not start is tried three times, however many wait for it', async () => {
  const { target } = idle();
  let starts = 0;
  const start = async (): Promise<RunningNode> => {
    starts += 1;
    throw new TargetError('it does not start');
  };
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const report = await judge({ ...target, start }, using(...names), { parallel: 6 });
  expect(report.totals.byVerdict).toEqual({ 'target-error': 6 });
  expect(starts).toBe(3);
});

it('that does not start three times leaves the rest not run, for good', async () => {
  const { target } = idle();
  const start = async (): Promise<RunningNode> => {
    throw new TargetError('it does not start');
  };
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const report = await judge({ ...target, start }, using(...names), { parallel: 1 });
  expect(report.totals.byVerdict).toEqual({ 'target-error': 3, 'not-run': 5 });
});
