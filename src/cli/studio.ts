/** `fabric-gossip studio`: the page on which every machine runs, served to a browser on this machine. */
import { Command, InvalidArgumentError } from 'commander';
import { portOf } from './port.js';

interface Options {
  readonly port: number;
  readonly site?: string;
  readonly connect: readonly string[];
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  fabric-gossip studio                              begin with a scenario of the package
  fabric-gossip studio scenarios/partition.yaml     open a scenario
  fabric-gossip simulate scenarios/partition.yaml --trace trace.jsonl
  fabric-gossip studio trace.jsonl                  open a trace
  fabric-gossip studio reports/conform              open a conformance run, at a case that failed
  fabric-gossip studio reports/conform/run.json:link/second-link-survives-the-first
  fabric-gossip studio traffic.jsonl                open a capture
  fabric-gossip studio found.jsonl                  open a counterexample of check --counterexample
  fabric-gossip studio --connect ws://127.0.0.1:4321   watch a peer that runs with --inspect

The page runs the simulator itself, in the browser; the server only gives it its files, on loopback. Ctrl-C ends
it. What the page can do is in docs/studio.md.

Exit status: 0 ended, 64 wrong usage.`;

export function studioCommand(): Command {
  return new Command('studio')
    .description(
      'see every machine run, in the browser: network, statecharts, time, faults, lessons',
    )
    .argument(
      '[file]',
      'scenario, trace, capture, or conformance run (folder or run.json, also with :CASE)',
    )
    .option('--port <n>', 'port on 127.0.0.1; 0: one that the system chooses', portOf, 0)
    .option(
      '--connect <address>',
      'a running peer, as its --inspect prints it (ws://127.0.0.1:PORT); may be repeated',
      collectAddress,
      [],
    )
    .option('--site <dir>', 'where the page was built (default: in the package)')
    .option('--json', 'print the address as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string | undefined, { port, site, json, connect }: Options) => {
      const { serveStudio } = await import('./studio/serve.js');
      const served = await serveStudio({ path, connect }, port, site);
      const { address } = served;
      console.log(json ? JSON.stringify({ address }) : `studio: ${address} (Ctrl-C ends it)`);
      await new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      });
      await served.close();
    });
}

function collectAddress(text: string, before: readonly string[]): readonly string[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url?.hostname ?? '');
  if (url?.protocol !== 'ws:' || !isLoopback)
    throw new InvalidArgumentError('Expected ws://127.0.0.1:PORT.');
  return [...before, text];
}
