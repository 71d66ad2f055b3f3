/** Something wrong, and where. */
export interface Problem {
  /** Relative to the project. */
  readonly path: string;
  /** One-based; 0 for the file as a whole. */
  readonly line: number;
  readonly text: string;
}

export const shown = ({ path, line, text }: Problem): string =>
  `${path}${line === 0 ? '' : `:${line}`} ${text}`;

export const inOrder = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line);
