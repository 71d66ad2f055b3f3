/** The diagram of a machine stands before its state table, generated from the machine. */
import { mermaidOf } from '../../src/machines/export/mermaid.js';
import type { MachineEntry } from '../../src/machines/index.js';

const blockOf = ({ name, machine }: MachineEntry): string =>
  `<!-- diagram: ${name} -->\n\n\`\`\`mermaid\n${mermaidOf(machine)}\`\`\`\n\n`;

/**
 * The text of a chapter in which every machine whose table it has is drawn as it is now: after
 * `<!-- diagram: NAME -->`, or before the table where that mark is missing.
 */
export function withDiagrams(text: string, machines: readonly MachineEntry[]): string {
  return machines.reduce((chapter, entry) => {
    const table = `<!-- state-table: ${entry.name} -->\n`;
    if (!chapter.includes(table)) return chapter;
    const old = new RegExp(
      `<!-- diagram: ${entry.name} -->\\n+(\`\`\`mermaid\\n[^\`]*\`\`\`\\n+)?`,
    );
    return old.test(chapter)
      ? chapter.replace(old, () => blockOf(entry))
      : chapter.replace(table, () => blockOf(entry) + table);
  }, text);
}
