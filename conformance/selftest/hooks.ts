/**
 * Loads the reference with a fault. Registered with Node's `module.register`: a module whose URL carries
 * `?mutant=ID`, and everything of the reference that it imports, is loaded anew for that mutant; the one
 * module that the mutant changes is wrapped, and its entry replaced. Many mutants live in one process
 * beside each other and beside the sound reference.
 */
import type { LoadHook, ResolveHook } from 'node:module';
import { replacementNamed } from './registry.js';

/** Built modules of the reference, and those of the target that starts it. */
const REFERENCE = /\/(src\/(?!wire\/gen\/).*|conformance\/targets\/inproc(-[a-z]+)?)\.[jt]s$/;
/** Set where a whole process is one mutant. */
let everywhere: string | undefined;

export interface HookData {
  /** Default: only modules whose URL says so. */
  readonly mutant?: string;
}

export function initialize(data: HookData | undefined): void {
  everywhere = data?.mutant;
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  const resolved = await next(specifier, context);
  const id = everywhere ?? mutantOf(context.parentURL);
  const url = new URL(resolved.url);
  if (id === undefined || url.protocol !== 'file:' || !REFERENCE.test(url.pathname))
    return resolved;
  url.searchParams.set('mutant', id);
  return { ...resolved, url: url.href };
};

export const load: LoadHook = async (url, context, next) => {
  const id = mutantOf(url);
  if (id === undefined || new URL(url).searchParams.has('original')) return next(url, context);
  const { module, entry } = replacementNamed(id);
  if (!new RegExp(`/src/${module}\\.[jt]s$`).test(new URL(url).pathname)) return next(url, context);
  return { format: 'module', shortCircuit: true, source: wrapper(url, id, entry) };
};

const mutantOf = (url: string | undefined): string | undefined =>
  url?.startsWith('file:') ? (new URL(url).searchParams.get('mutant') ?? undefined) : undefined;

/** A local export wins over one of the same name from `export *`. */
function wrapper(url: string, id: string, entry: string): string {
  const original = JSON.stringify(`${url}&original=`);
  const registry = JSON.stringify(new URL('./registry.js', import.meta.url).href);
  return [
    `import * as original from ${original};`,
    `import { installed, replacementNamed } from ${registry};`,
    `export * from ${original};`,
    `const replaced = replacementNamed(${JSON.stringify(id)}).by(original);`,
    `installed.add(${JSON.stringify(id)});`,
    `export { replaced as ${entry} };`,
    '',
  ].join('\n');
}
