/** Rules for source files that a compiler does not know. Each answers with `path:line what`. */
import { dirname, posix } from 'node:path';

export interface Source {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const CORE = /^src\/(wire|rules|machines|peer|simulator|checker|ledger|orderer|trace)\//;
export const isCore = (path: string): boolean => CORE.test(path);

/** Strings and comments emptied, lines kept: what is left is code. */
export function codeOf(text: string): string {
  const blank = (part: string) => part.replace(/[^\n]/g, ' ');
  return text.replace(
    /\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g,
    blank,
  );
}

const at = (text: string, index: number) => text.slice(0, index).split('\n').length;

/** What would tie the core to a place, an instant or chance. */
const IMPURE: readonly [RegExp, string][] = [
  [/\bDate\.now\b|\bnew Date\(\)|\bDate\(\)/g, 'reads the clock'],
  [/\bMath\.random\b|\bcrypto\.getRandomValues\b|\brandomUUID\b/g, 'draws at random'],
  [/\bperformance\b/g, 'reads the clock'],
  [/\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/g, 'starts a timer'],
  // Not the property of an object, nor a getter of that name; `...process` is neither.
  [
    /(?<!(?<!\.)\.|\bget )\b(?:Buffer|process|console|require|globalThis|window|document)\b(?=[.(])/g,
    'leaves the core',
  ],
];

export function impurities({ path, text }: Source): string[] {
  const code = codeOf(text);
  return [
    ...IMPURE.flatMap(([pattern, what]) =>
      [...code.matchAll(pattern)].map((m) => `${path}:${at(code, m.index)} ${m[0]}: ${what}`),
    ),
    ...importsOf({ path, text })
      .filter(({ from }) => from.startsWith('node:'))
      .map(({ from, line }) => `${path}:${line} imports ${from}`),
  ];
}

/** What style leaves out of the core. */
export function forbiddenForms({ path, text }: Source): string[] {
  const code = codeOf(text);
  const forms: readonly [RegExp, string][] = [
    [/^export default\b/gm, 'default export'],
    [/^(?:export )?(?:const )?enum\b/gm, 'enum'],
    [/^(?:export )?(?:abstract )?class\b/gm, 'class'],
    [/^export \* from\b/gm, 'export of everything'],
  ];
  return forms.flatMap(([pattern, what]) =>
    [...code.matchAll(pattern)].map((m) => `${path}:${at(code, m.index)} ${what}`),
  );
}

export interface Import {
  /** A package, or a path relative to the project. */
  readonly from: string;
  readonly line: number;
  readonly typesOnly: boolean;
}

export function importsOf({ path, text }: Source): Import[] {
  const pattern =
    /^(?:import|export)\b(\s+type\b)?[^;'"]*?['"]([^'"]+)['"]|\bimport\(\s*'([^']+)'/gm;
  return [...text.matchAll(pattern)].flatMap((match) => {
    const name = match[2] ?? match[3]!;
    const from = name.startsWith('.') ? posix.join(dirname(path), name) : name;
    const statement = match[0].startsWith('export') && !/\bfrom\s*['"]/.test(match[0]);
    if (statement) return [];
    return [{ from, line: at(text, match.index), typesOnly: match[1] !== undefined }];
  });
}

/** Each layer with those that it may import, beside itself. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  wire: [],
  rules: ['wire'],
  machines: ['wire', 'rules'],
  peer: ['wire', 'rules', 'machines'],
  ledger: ['wire', 'ports'],
  orderer: ['wire'],
  simulator: ['wire', 'rules', 'machines', 'peer', 'ports', 'ledger', 'orderer'],
  checker: ['wire', 'rules', 'machines', 'peer', 'simulator', 'ledger', 'orderer', 'trace'],
  trace: ['wire', 'peer'],
  adapters: ['wire', 'rules', 'machines', 'peer', 'ports', 'ledger', 'orderer', 'trace'],
  ports: ['wire', 'peer'],
  cli: [
    'wire',
    'rules',
    'machines',
    'peer',
    'simulator',
    'checker',
    'adapters',
    'ports',
    'ledger',
    'orderer',
    'trace',
    'conformance',
  ],
  // In the browser: what needs Node stays out.
  studio: [
    'wire',
    'rules',
    'machines',
    'peer',
    'simulator',
    'checker',
    'ports',
    'ledger',
    'orderer',
    'trace',
  ],
};

const layerOf = (path: string) =>
  /^(conformance|studio)\//.exec(path)?.[1] ?? /^src\/([a-z]+)(?:\/|\.[jt]s$)/.exec(path)?.[1];

/** Imports that go against the direction, or from one machine or one adapter to another. */
export function wrongImports(source: Source): string[] {
  const own = layerOf(source.path);
  const machine = (path: string) => /\.machine\.[jt]s$/.test(path);
  return importsOf(source).flatMap(({ from, line, typesOnly }) => {
    const other = layerOf(from);
    const say = (why: string) => [`${source.path}:${line} imports ${from}: ${why}`];
    if (other === undefined || own === undefined) return [];
    if (own === 'conformance') {
      // A target is the judged, and so is a mutant, which is written against its types alone.
      if (/^conformance\/(targets|selftest)\//.test(source.path)) return [];
      const judged = ['rules', 'machines', 'peer', 'simulator', 'ledger', 'orderer'].includes(
        other,
      );
      return judged && !typesOnly ? say('the judge shares no logic with the judged') : [];
    }
    if (machine(source.path) && machine(from)) return say('machines meet in the peer');
    if (own === other) return [];
    if (LAYERS[own]?.includes(other) === false) return say(`${own} may not use ${other}`);
    return [];
  });
}
