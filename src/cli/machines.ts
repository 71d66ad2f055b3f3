/** `fabric-gossip machines`: the state machines as pictures, tables and documents for other tools. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { jsonOf } from '../machines/export/json.js';
import { mermaidOf } from '../machines/export/mermaid.js';
import { rowsOf } from '../machines/export/rows.js';
import { scxmlOf } from '../machines/export/scxml.js';
import { svgOf } from '../machines/export/svg.js';
import { tableOf } from '../machines/export/table.js';
import { type MachineEntry, machines } from '../machines/index.js';

interface Format {
  /** Of the file that `--out` writes. */
  readonly ending: string;
  readonly render: (entry: MachineEntry) => string;
}

const formats: Readonly<Record<string, Format>> = {
  table: {
    ending: 'md',
    render: ({ machine }) => `${tableOf(machine)}\nWhat has no row is ignored.\n`,
  },
  mermaid: { ending: 'mmd', render: ({ machine }) => mermaidOf(machine) },
  svg: { ending: 'svg', render: ({ machine }) => svgOf(machine) },
  scxml: { ending: 'scxml', render: ({ machine }) => scxmlOf(machine) },
  json: {
    ending: 'json',
    render: ({ machine }) => `${JSON.stringify(jsonOf(machine), null, 2)}\n`,
  },
};

interface Options {
  readonly format?: string;
  readonly out?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  fabric-gossip machines                                 the names, one a line
  fabric-gossip machines member --format table           the rows of one machine
  fabric-gossip machines --format svg --out pictures     every machine as a picture
  fabric-gossip machines link-acceptor --json            rows for a program

Exit status: 0 done, 64 wrong usage.`;

export function machinesCommand(): Command {
  return new Command('machines')
    .description(
      'show the state machines of a peer: list, state table, diagram, SCXML, XState JSON',
    )
    .argument('[name...]', 'machines to show (default: all)', collect)
    .addOption(
      new Option('-f, --format <format>', 'how to show them').choices(Object.keys(formats)),
    )
    .option('-o, --out <dir>', 'write one file for each machine into this directory')
    .option('--json', 'print names, chapters and rows as JSON')
    .addHelpText('after', EXAMPLES)
    .action((names: readonly string[], options: Options, command: Command) => {
      const chosen = machines.filter(({ name }) => names.length === 0 || names.includes(name));
      run(chosen, options, names.length > 0, command);
    });
}

/** @throws InvalidArgumentError if there is no machine of that name. */
function collect(name: string, before: readonly string[] = []): string[] {
  if (machines.some((entry) => entry.name === name)) return [...before, name];
  const known = machines.map((entry) => entry.name).join(', ');
  throw new InvalidArgumentError(`There is no machine "${name}". Machines: ${known}.`);
}

function run(
  chosen: readonly MachineEntry[],
  { format: asked, out, json }: Options,
  named: boolean,
  command: Command,
): void {
  if (json === true && (asked !== undefined || out !== undefined))
    command.error('error: --json prints rows; it goes with neither --format nor --out');
  if (json === true) {
    const list = chosen.map(({ name, chapter, machine }) => ({
      name,
      chapter,
      initial: machine.root.initial.target[0]!.key,
      states: Object.keys(machine.root.states),
      rows: rowsOf(machine),
    }));
    process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
    return;
  }
  if (asked === undefined && out === undefined && !named) {
    for (const { name, chapter } of chosen) process.stdout.write(`${name.padEnd(20)} ${chapter}\n`);
    return;
  }
  const format = formats[asked ?? (out === undefined ? 'table' : 'svg')]!;
  if (out !== undefined) {
    for (const path of written(out, format, chosen, command)) process.stdout.write(`${path}\n`);
    return;
  }
  if (chosen.length > 1 && asked !== undefined && asked !== 'table')
    command.error(`error: --format ${asked} shows one machine; name one, or give --out DIR`);
  for (const entry of chosen) {
    if (chosen.length > 1) process.stdout.write(`# ${entry.name}\n\n`);
    process.stdout.write(format.render(entry));
    if (chosen.length > 1) process.stdout.write('\n');
  }
}

function written(
  out: string,
  { ending, render }: Format,
  chosen: readonly MachineEntry[],
  command: Command,
): string[] {
  try {
    mkdirSync(out, { recursive: true });
    return chosen.map((entry) => {
      const path = join(out, `${entry.name}.${ending}`);
      writeFileSync(path, render(entry));
      return path;
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return command.error(`error: cannot write to --out ${out}: ${reason}`);
  }
}
