/** `fabric-gossip conform init`: a working skeleton of an adapter, and what to do next. */
import { Command, Option } from 'commander';

const EXAMPLES = `
The skeleton speaks the control protocol (docs/targets.md) and hosts a node that listens and does
nothing useful: the suite says what is missing, one thing after the other.

Examples:
  fabric-gossip conform init my-peer                       Python, Go and TypeScript, to choose from
  fabric-gossip conform init my-peer --language python     one of them
  fabric-gossip conform doctor --target my-peer/target.json`;

interface InitOptions {
  readonly language?: 'python' | 'go' | 'typescript';
  readonly json?: boolean;
}

export function initCommand(): Command {
  return new Command('init')
    .description('write a skeleton with which an implementation of your own is judged')
    .argument('<name>', 'folder to make; its last part is the name of your implementation')
    .addOption(
      new Option('--language <language>', 'of the adapter (default: all, to choose from)').choices([
        'python',
        'go',
        'typescript',
      ]),
    )
    .option('--json', 'print the written files and targets as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, { language, json }: InitOptions) => {
      const { buildCommand, LANGUAGES, writeSkeleton } = await import(
        '../../../conformance/init/skeleton.js'
      );
      const { dirname } = await import('node:path');
      const program = calledAs();
      const nodeTakesTypes = takesTypes();
      const { files, targets } = writeSkeleton({
        folder,
        languages: language ? [language] : LANGUAGES,
        program,
        nodeTakesTypes,
      });
      if (json) return console.log(JSON.stringify({ files, targets }, null, 2));
      for (const file of files) console.log(`wrote ${file}`);
      const [first] = targets;
      const path = quoted(first!.path);
      const build = buildCommand(first!.language, dirname(first!.path), nodeTakesTypes);
      const others = targets.slice(1).map((target) => quoted(target.path));
      console.log(
        [
          '',
          'The adapter works, the node in it does nothing yet. Next, in this order:',
          ...(build ? [`  ${build}`] : []),
          `  ${program} conform doctor --target ${path}`,
          `  ${program} conform smoke --target ${path}`,
          `  ${program} conform link/ping-answered-without-handshake --target ${path}`,
          ...(others.length > 0
            ? [
                `The same with ${others.join(' and ')}, built as their README.md says; delete what you do not need.`,
              ]
            : []),
          `Each tells what is missing; your node goes where the adapter beside ${path} says TODO.`,
        ].join('\n'),
      );
    });
}

/** As one word of a shell. */
const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path}'`);

/** How the user calls this program: whoever has it only in a project calls it by npx. */
const calledAs = (): string =>
  process.env.npm_command === 'exec' ? 'npx fabric-gossip' : 'fabric-gossip';

/** Node from 22.18 on runs TypeScript as it is. */
const takesTypes = (): boolean =>
  (process.features as { readonly typescript?: unknown }).typescript === 'strip';
