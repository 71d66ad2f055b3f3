/** Whether a command line that stands in a document is one that this program takes. */
import type { Command } from 'commander';

/** What is wrong with the words after the program's name; undefined if nothing is. */
export function flawOf(
  words: readonly string[],
  program: Command,
  /** Whether a word chooses something, for commands that choose. */
  chooses: (word: string) => boolean = () => true,
): string | undefined {
  let command = program;
  const rest = [...words];
  for (;;) {
    const inner = command.commands.find((one) => one.name() === rest[0]);
    if (!inner) break;
    command = inner;
    rest.shift();
  }
  // Without a name of its own, `conform` runs.
  const chosen = command.commands.find((one) => one.name() === 'run') ?? command;
  const { registeredArguments: places } = chosen;
  let values = 0;
  for (let i = 0; i < rest.length; i += 1) {
    const word = rest[i]!;
    if (!word.startsWith('-') || word === '-') {
      if (places[0]?.name() === 'pattern' && !chooses(word)) return `nothing is called ${word}`;
      values += 1;
      continue;
    }
    const [name] = word.split('=');
    const option = chosen.options.find(({ long, short }) => long === name || short === name);
    if (!option && name !== '--help') return `${chosen.name()} has no option ${name}`;
    if (option?.required) {
      const value = word.includes('=') ? word.slice(word.indexOf('=') + 1) : rest[++i];
      if (value === undefined) return `${name} lacks its value`;
      if (option.argChoices && !option.argChoices.includes(value)) {
        return `${name} ${value}: none of ${option.argChoices.join(', ')}`;
      }
    }
  }
  const least = places.filter(({ required }) => required).length;
  if (values < least) return `${chosen.name()} needs ${least} arguments, got ${values}`;
  const most = places.some(({ variadic }) => variadic) ? Number.POSITIVE_INFINITY : places.length;
  return values > most ? `${chosen.name()} takes ${most} arguments, got ${values}` : undefined;
}

/** Words of a line of a shell, without remarks and what is piped or written elsewhere. */
export function wordsOf(line: string): string[] {
  const words = line.match(/'[^']*'|"[^"]*"|#.*|\S+/g) ?? [];
  const end = words.findIndex((word) => /^(#|>|\||&&)/.test(word));
  return words
    .slice(0, end < 0 ? undefined : end)
    .map((word) => word.replaceAll(/^['"]|['"]$/g, ''));
}
