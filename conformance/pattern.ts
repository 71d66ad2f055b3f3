/** Ids by pattern: `*` or `**` stands for anything, everything else for itself. */
export function fitsPattern(id: string, pattern: string): boolean {
  const source = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\*+/g, '.*');
  return new RegExp(`^${source}$`).test(id);
}
