/** Who has a line of its own in a sequence diagram, from left to right. */
import type { ExchangeLine } from './exchange.js';

/** Of the only node. */
const TARGET = 'target';

export interface Lanes {
  readonly lanes: readonly string[];
  /** The lane of the node at the other end; undefined = one of several, and nobody knows which. */
  nodeOf(line: Partial<Pick<ExchangeLine, 'node'>>): string | undefined;
  /** The lane of whom an entry is about; undefined = everybody. */
  ownerOf(line: Pick<ExchangeLine, 'probe'>): string | undefined;
}

/**
 * A node alone is the target. Of several each has its own lane, and beside it the probes that speak
 * to it, each where it spoke first.
 */
export function lanesOf(lines: readonly Pick<ExchangeLine, 'probe' | 'node' | 'type'>[]): Lanes {
  const named = new Set(lines.flatMap(({ node }) => node ?? []));
  const isNetwork = named.size > 1;
  const nodeOf: Lanes['nodeOf'] = ({ node }) => (isNetwork ? node : TARGET);
  const ownerOf: Lanes['ownerOf'] = ({ probe }) => {
    if (probe === '') return undefined;
    return named.has(probe) && !isNetwork ? TARGET : probe;
  };
  const beside = new Map<string, Set<string>>(
    [...(isNetwork ? [...named].sort() : [TARGET])].map((node) => [node, new Set()]),
  );
  const placed = new Set<string>(beside.keys());
  const place = (owner: string, probes: Set<string>): void => {
    if (!placed.has(owner)) probes.add(owner);
    placed.add(owner);
  };
  for (const line of lines)
    if (line.node !== undefined) place(line.probe, beside.get(nodeOf(line)!)!);
  const others = new Set<string>();
  for (const line of lines) {
    const owner = ownerOf(line);
    if (owner !== undefined) place(owner, beside.get(TARGET) ?? others);
  }
  const lanes = [...beside].flatMap(([node, probes]) => [node, ...probes]);
  return { lanes: [...lanes, ...others], nodeOf, ownerOf };
}
