/** The sections of a chapter: which of them says what an id names, and its text. */

export interface SpecSection {
  /** Unique in the specification: file and heading, fit for a fragment of an address. */
  readonly anchor: string;
  /** File of the chapter, `spec/04-link.md`. */
  readonly file: string;
  /** Title of the chapter, `4 Link`. */
  readonly chapter: string;
  /** Heading, below that of the chapter: `4.6 State tables › Acceptor`. */
  readonly heading: string;
  /** What stands below the heading, Markdown, without diagrams. */
  readonly markdown: string;
  /** Ids that the section defines. */
  readonly ids: readonly string[];
}

/** Sections by heading, subsections apart. What stands before the first heading is none. */
export function sectionsIn(file: string, text: string): SpecSection[] {
  const chapter = /^# (.*)$/m.exec(text)?.[1] ?? file;
  const parts = text.split(/^(?=##+ )/m).slice(1);
  let above = '';
  return parts.map((part) => {
    const [, marks, title] = /^(##+) (.*)$/m.exec(part)!;
    if (marks === '##') above = title!;
    const heading = marks === '##' ? title! : `${above} › ${title}`;
    const body = part.slice(part.indexOf('\n') + 1);
    return {
      anchor: anchorOf(file, heading),
      file,
      chapter,
      heading,
      markdown: body
        .replace(/<!-- diagram:[^>]*-->\n*```mermaid\n[\s\S]*?\n```\n*/g, '')
        .replaceAll(/<!--[\s\S]*?-->\n*/g, '')
        .trim(),
      ids: idsIn(body),
    };
  });
}

const anchorOf = (file: string, heading: string): string =>
  `${file.replace(/^spec\/|\.md$/g, '')}-${heading}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

const idsIn = (body: string): string[] =>
  [...body.matchAll(/^(?:- \*\*([A-Z]+-I?\d+)\*\*|\| ([A-Z]+-[RDP]\d+) \|)/gm)].map(
    ([, item, row]) => (item ?? row)!,
  );
