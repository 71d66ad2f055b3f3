/** What a file is, by what stands in it and not by its name. */

export type FileKind = 'trace' | 'evidence' | 'capture' | 'record' | 'scenario' | 'text';

export interface KnownFile {
  readonly kind: FileKind;
  readonly name: string;
  readonly text: string;
}

export function knownFile(name: string, text: string): KnownFile {
  return { kind: kindOf(text), name, text };
}

function kindOf(text: string): FileKind {
  const end = text.indexOf('\n');
  const first = parsed(end < 0 ? text : text.slice(0, end)) ?? parsed(text);
  if (first === undefined) return 'text';
  if ('trace' in first && 'atMs' in first) return 'trace';
  if ('case' in first && 'participants' in first) return 'evidence';
  if ('envelope' in first && 'dir' in first) return 'capture';
  if (Array.isArray(first.cases)) return 'record';
  if (Array.isArray(first.organisations)) return 'scenario';
  return 'text';
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
