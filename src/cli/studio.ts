/** `fabric-gossip studio`: the page on which every machine runs, served to a browser on this machine. */
import { Command, InvalidArgumentError } from 'commander';

interface Options {
  readonly port: number;
  readonly site?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  fabric-gossip studio                              begin with a scenario of the package
  fabric-gossip studio scenarios/partition.yaml     open a scenario
  fabric-gossip simulate scenarios/partition.yaml --trace trace.jsonl
  fabric-gossip studio trace.jsonl                  open a trace

The page runs the simulator itself, in the browser; the server only gives it its files, on loopback. Ctrl-C ends
it. What the page can do is in docs/studio.md.

Exit status: 0 ended, 64 wrong usage.`;

export function studioCommand(): Command {
  return new Command('studio')
    .description(
      'see every machine run, in the browser: network, statecharts, time, faults, lessons',
    )
    .argument('[file]', 'scenario (YAML or JSON) or trace (JSON Lines) to open')
    .option('--port <n>', 'port on 127.0.0.1; 0: one that the system chooses', portOf, 0)
    .option('--site <dir>', 'where the page was built (default: in the package)')
    .option('--json', 'print the address as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string | undefined, { port, site, json }: Options) => {
      const { serveStudio } = await import('./studio/serve.js');
      const served = await serveStudio(file, port, site);
      const { address } = served;
      console.log(json ? JSON.stringify({ address }) : `studio: ${address} (Ctrl-C ends it)`);
      await new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      });
      await served.close();
    });
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('Expected a port, from 0 to 65535.');
  return port;
}
