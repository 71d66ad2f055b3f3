/**
 * The failures of an implementation that are known: read and judged by itself (spec/schema/
 * baseline.schema.json). What an entry does to a verdict is in harness/settle.ts.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { readPackageFile } from '../src/adapters/package-files.js';
import { UserMistake } from '../src/adapters/user-mistake.js';
import type { KnownFailure } from './harness/settle.js';

export interface BaselineEntry {
  readonly case: string;
  readonly check?: string;
  readonly reason: string;
  readonly issue?: string | number;
  readonly until?: string;
}

export type Baseline = ReadonlyMap<string, readonly KnownFailure[]>;

/** What a baseline is read against. */
export interface Surroundings {
  /** For messages. */
  readonly path: string;
  readonly caseIds: ReadonlySet<string>;
  /** ISO 8601 date. */
  readonly today: string;
}

/** Failures by case. @throws UserMistake for what does not fit schema or cases, or contradicts itself. */
export function parseBaseline(text: string, surroundings: Surroundings): Baseline {
  const { path, caseIds, today } = surroundings;
  const found = new Map<string, KnownFailure[]>();
  for (const entry of baselineEntries(text, path)) {
    const { case: id, check, reason, issue, until } = entry;
    const refuse = (what: string): never => {
      throw new UserMistake(`${path}: ${id}: ${what}`);
    };
    if (!caseIds.has(id)) refuse('there is no case of this id (fabric-gossip conform list)');
    if (until !== undefined && !isDate(until)) refuse(`until ${until} is no day of the calendar`);
    const others = found.get(id) ?? [];
    if (others.some((other) => other.check === check)) {
      refuse(check === undefined ? 'is listed twice' : `check "${check}" is listed twice`);
    }
    if (others.some((other) => (other.check === undefined) !== (check === undefined))) {
      refuse('one entry excuses every failure, another only that of a check: keep one of the two');
    }
    const known: KnownFailure = {
      reason,
      ...(check !== undefined && { check }),
      ...(issue !== undefined && { issue: String(issue) }),
      ...(until !== undefined && { until, isOver: until < today }),
    };
    found.set(id, [...others, known]);
  }
  return found;
}

/**
 * Entries in their order, as they stand. Reads the list that the schema describes, and the older map of
 * case id and reason.
 */
export function baselineEntries(text: string, path: string): readonly BaselineEntry[] {
  const content = parsed(text, path) ?? [];
  if (typeof content === 'object' && !Array.isArray(content)) return fromMap(content, path);
  const schema = JSON.parse(readPackageFile('spec/schema/baseline.schema.json')) as object;
  const isBaseline = new Ajv2020({ allowUnionTypes: true }).compile<BaselineEntry[]>(schema);
  if (isBaseline(content)) return content;
  const [first] = isBaseline.errors ?? [];
  const [, index, field] = (first?.instancePath ?? '').split('/');
  const which = index === undefined ? 'the file' : `entry ${Number(index) + 1}`;
  const unknown = (first?.params as { additionalProperty?: string })?.additionalProperty;
  const what = `${first?.message}${unknown ? `: ${unknown}` : ''}`;
  throw new UserMistake(`${path}: ${which}: ${field ? `${field} ` : ''}${what}`);
}

function parsed(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new UserMistake(`${path}: ${(error as Error).message}`);
  }
}

function fromMap(content: object, path: string): BaselineEntry[] {
  return Object.entries(content).map(([id, reason]) => {
    if (typeof reason === 'string') return { case: id, reason };
    throw new UserMistake(`${path}: ${id}: expected the reason as text, got ${typeof reason}`);
  });
}

function isDate(text: string): boolean {
  const time = new Date(`${text}T00:00:00Z`).getTime();
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
