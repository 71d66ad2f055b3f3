/** `fabric-gossip vectors`: writes the conformance vectors, for implementations that Node cannot run. */
import { join } from 'node:path';
import { Command } from 'commander';
import { packageVersion, specificationRevision } from '../adapters/package-files.js';
import { UserMistake } from '../adapters/user-mistake.js';

interface VectorsOptions {
  readonly kind: readonly string[];
  readonly seed: string;
  readonly json?: boolean;
}

const EXAMPLES = `
OUT gets identities.json, channels.json, one file for each kind, and index.json with a list of them.
The same seed writes the same files. Their form is published: spec/schema/vectors.schema.json.
All keys are throwaway: whoever knows the seed has them.

Examples:
  fabric-gossip vectors vectors                          all kinds
  fabric-gossip vectors vectors --kind tag --kind block  two of them
  fabric-gossip vectors vectors --seed tuesday           other keys and certificates
  go run -C examples/vectors/go . "$PWD/vectors"        a consumer, in Go
  python3 examples/vectors/python/judge.py vectors       the same in Python

Exit status: 0 written, 4 defect of the suite, 64 wrong usage.`;

export function vectorsCommand(): Command {
  return new Command('vectors')
    .description(
      'write signed messages, handshakes, blocks and sequences with the expected verdicts',
    )
    .argument('<out>', 'folder; made if it is not there')
    .option('--kind <kind>', 'only this kind; may be given several times', collect, [])
    .option('--seed <seed>', 'keys and certificates follow from it', 'fabric-gossip')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(write);
}

const collect = (kind: string, kinds: readonly string[]): string[] => [...kinds, kind];

async function write(out: string, options: VectorsOptions): Promise<void> {
  const [{ writeVectors }, { VECTOR_KINDS }, { HarnessError }] = await Promise.all([
    import('../../conformance/vectors/write.js'),
    import('../../conformance/vectors/vector.js'),
    import('../../conformance/harness/verdict.js'),
  ]);
  const known: readonly string[] = VECTOR_KINDS;
  const unknown = options.kind.find((kind) => !known.includes(kind));
  if (unknown !== undefined)
    throw new UserMistake(`--kind: expected one of ${known.join(', ')}, got ${unknown}`);
  const kinds = VECTOR_KINDS.filter(
    (kind) => options.kind.length === 0 || options.kind.includes(kind),
  );
  if (!options.json) console.error('making keys, certificates and messages …');
  try {
    const written = await writeVectors(out, originOf(options.seed), kinds);
    report(out, written, options.json === true);
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    console.error(`defect of the suite: ${error.message}`);
    process.exitCode = 4;
  }
}

const originOf = (seed: string) => ({
  seed,
  suiteVersion: packageVersion(),
  specRevision: specificationRevision(),
});

type Written = Awaited<
  ReturnType<typeof import('../../conformance/vectors/write.js')['writeVectors']>
>;

function report(out: string, { files, count, checked }: Written, asJson: boolean): void {
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  if (asJson) {
    const listed = files.map(({ name, text, count: of }) => ({
      file: join(out, name),
      bytes: Buffer.byteLength(text),
      vectors: of,
    }));
    console.log(JSON.stringify({ out, vectors: count, checked, bytes, files: listed }));
    return;
  }
  for (const { name, count: of } of files)
    if (of > 0) console.log(`${join(out, name)}: ${of} vectors`);
  console.log(`${count} vectors, ${Math.ceil(bytes / 1024)} KiB, in ${out}`);
}
