/**
 * What reads scenario files on the command line, for the page: the same code with the same words. A page
 * has no files, and may not make code at run time: the schema is compiled when the site is built.
 */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import type { Plugin } from 'esbuild';

export const SCENARIO_TEXT = 'src/cli/simulate/scenario-file.ts';

const STANDS_IN: readonly [RegExp, () => string][] = [
  [/^node:fs$/, () => 'export const readFileSync = () => { throw new Error("no files here"); };'],
  [/\/package-files\.js$/, () => 'export const readPackageFile = () => "{}";'],
  [
    /^ajv\/dist\/2020\.js$/,
    () => `import { validate } from 'scenario-schema';
export function Ajv2020() { return { compile: () => validate }; }`,
  ],
  [/^scenario-schema$/, compiledSchema],
];

export const scenarioTextPlugin: Plugin = {
  name: 'scenario-text',
  setup(build) {
    for (const [index, [filter, contents]] of STANDS_IN.entries()) {
      build.onResolve({ filter }, ({ importer, namespace }) =>
        importer.endsWith('/simulate/scenario-file.ts') || namespace === 'scenario-text'
          ? { path: String(index), namespace: 'scenario-text' }
          : undefined,
      );
      build.onLoad({ filter: new RegExp(`^${index}$`), namespace: 'scenario-text' }, () => ({
        contents: contents(),
        resolveDir: process.cwd(),
      }));
    }
  },
};

/** The same options as on the command line, so that complaints are the same. */
function compiledSchema(): string {
  const ajv = new Ajv2020({
    discriminator: true,
    allErrors: false,
    verbose: true,
    allowUnionTypes: true,
    strict: false,
    code: { source: true, esm: true },
  });
  ajv.addSchema(JSON.parse(readFileSync('spec/schema/scenario.schema.json', 'utf8')), 'scenario');
  return standalone.default(ajv, { validate: 'scenario' });
}
