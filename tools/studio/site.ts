/**
 * Writes the studio as a static site: the page and the thread that simulates, what they know of the
 * specification, and the scenarios to begin with. Needs no server of its own.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { listPackageFiles, readPackageFile } from '../../src/adapters/package-files.js';
import { specClauses } from '../../src/adapters/spec-index.js';
import { parseScenario } from '../../src/cli/simulate/scenario-file.js';
import { jsonOf } from '../../src/machines/export/json.js';
import { mermaidOf } from '../../src/machines/export/mermaid.js';
import { scxmlOf } from '../../src/machines/export/scxml.js';
import { svgOf } from '../../src/machines/export/svg.js';
import { machines } from '../../src/machines/index.js';
import type { StudioInvariant, StudioSpec } from '../../studio/statechart/chart.js';
import { studioChartOf } from './chart-layout.js';
import { withCitedRows } from './cited-rows.js';
import { lessonFiles } from './lessons.js';
import { SCENARIO_TEXT, scenarioTextPlugin } from './scenario-text.js';

export interface BuiltFile {
  readonly name: string;
  readonly bytes: number;
  /** Compressed with gzip. */
  readonly packedBytes: number;
  /** Whether the page needs it to start, layouts left out. */
  readonly counts: boolean;
}

/** Replaces what was in the folder. */
export async function buildSite(folder: string): Promise<BuiltFile[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: {
      app: 'studio/page/main.tsx',
      worker: 'studio/worker/thread.ts',
      graph: 'studio/graph/main.tsx',
      'graph-worker': 'studio/graph/thread.ts',
      'scenario-text': SCENARIO_TEXT,
    },
    // What reads files of other kinds comes when such a file is opened.
    splitting: true,
    chunkNames: 'part-[hash]',
    plugins: [scenarioTextPlugin],
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'eof',
    logLevel: 'warning',
  });
  for (const name of ['index.html', 'style.css', 'icon.svg'])
    copyFileSync(join('studio', name), join(folder, name));
  for (const name of ['graph.html', 'graph.css'])
    copyFileSync(join('studio/graph', name), join(folder, name));
  const write = (name: string, value: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(value));
  write('spec.json', specOf());
  write('scenarios.json', scenariosOf());
  write('lessons.json', lessonFiles());
  writeMachines(folder);
  return readdirSync(folder).map((name) => {
    const bytes = readFileSync(join(folder, name));
    const packedBytes = gzipSync(bytes, { level: 9 }).length;
    return {
      name,
      bytes: bytes.length,
      packedBytes,
      counts: name !== 'spec.json' && !name.startsWith('machine-'),
    };
  });
}

/** Every machine for other tools, as files that the page links to. */
function writeMachines(folder: string): void {
  for (const { name, machine } of machines) {
    const write = (ending: string, text: string) =>
      writeFileSync(join(folder, `machine-${name}.${ending}`), text);
    write('svg', svgOf(machine));
    write('mmd', mermaidOf(machine));
    write('scxml', scxmlOf(machine));
    write('json', JSON.stringify(jsonOf(machine), null, 2));
  }
}

const specOf = (): StudioSpec => ({
  charts: machines.map(studioChartOf),
  clauses: withCitedRows(specClauses()),
  invariants: listPackageFiles('spec')
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => invariantsIn(`spec/${name}`)),
});

function invariantsIn(chapter: string): StudioInvariant[] {
  const items = readPackageFile(chapter).matchAll(
    /^- \*\*([A-Z]+-I\d+)\*\* (always|never|eventually|sometimes): ((?:.+\n?)(?: {2}.+\n?)*)/gm,
  );
  return [...items].map(([, id, mode, text]) => ({
    id: id!,
    mode: mode as StudioInvariant['mode'],
    text: text!
      .replace(/\s+/g, ' ')
      .replace(/\s*⟨[^⟩]*⟩/g, '')
      .trim(),
    chapter,
  }));
}

const scenariosOf = () =>
  readdirSync('scenarios')
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => {
      const path = join('scenarios', name);
      return { about: aboutOf(path), scenario: parseScenario(path, readFileSync(path, 'utf8')) };
    });

/** The comment at the top of a scenario file. */
const aboutOf = (path: string): string =>
  /^# (.*)/.exec(readFileSync(path, 'utf8'))?.[1]?.trim() ?? '';
