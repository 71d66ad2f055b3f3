/**
 * The vectors: their form, their ids, and that they are the same for the same seed. That the reference
 * agrees with each is in vectors-reference.test.ts.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Bundle, bundleOf, filesOf } from '../../conformance/vectors/bundle.js';
import { generateVectors } from '../../conformance/vectors/generate.js';
import { checkVectors } from '../../conformance/vectors/own-check.js';
import { type SingleVector, VECTOR_KINDS } from '../../conformance/vectors/vector.js';
import { listPackageFiles, readPackageFile } from '../../src/adapters/package-files.js';
import { specClauses } from '../../src/adapters/spec-index.js';
import { main } from '../../src/cli/main.js';

const ORIGIN = { seed: 'fabric-gossip', suiteVersion: '0.0.0', specRevision: 1 };
const text = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const schema = JSON.parse(text('../../spec/schema/vectors.schema.json'));
const valid = new Ajv2020({ allErrors: true, strict: false }).compile(schema);

let bundle: Bundle;
beforeAll(async () => {
  bundle = bundleOf(await generateVectors(ORIGIN.seed));
});

/** A copy in which one vector is changed. */
function withVector(id: string, change: (vector: SingleVector) => SingleVector): Bundle {
  const vectors = bundle.vectors.map((vector) =>
    vector.id === id ? change(vector as SingleVector) : vector,
  );
  return { ...bundle, vectors };
}

describe('vectors', () => {
  it('have ids that are frozen: one that is new is added to the list, none leaves it', () => {
    const frozen = text('vector-ids.txt').trimEnd().split('\n');
    expect(bundle.vectors.map(({ id }) => id).sort()).toEqual(frozen);
  });

  it('have ids of their kind, each once', () => {
    const ids = bundle.vectors.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, kind } of bundle.vectors) expect(id.startsWith(`${kind}/`), id).toBe(true);
  });

  it('name clauses and rows that the specification has', () => {
    const rows = listPackageFiles('spec')
      .filter((name) => name.endsWith('.md'))
      .flatMap((name) => [
        ...readPackageFile(`spec/${name}`).matchAll(/^\| ([A-Z]+-[DR]\d+) \|/gm),
      ]);
    const known = new Set([...specClauses().map(({ id }) => id), ...rows.map(([, id]) => id)]);
    const named = bundle.vectors.flatMap((vector) =>
      'steps' in vector ? vector.steps.flatMap(({ clauses }) => clauses) : vector.clauses,
    );
    expect([...new Set(named)].filter((id) => !known.has(id))).toEqual([]);
  });

  it('hold in no profile in which a clause of theirs does not', () => {
    const tagged = listPackageFiles('spec')
      .filter((name) => name.endsWith('.md'))
      .flatMap((name) => [
        ...readPackageFile(`spec/${name}`).matchAll(
          /^- \*\*([A-Z]+-\d+)\*\* \[([a-z0-9., -]+)\]/gm,
        ),
      ]);
    const profilesOf = new Map(tagged.map(([, id, profiles]) => [id!, profiles!.split(/,\s*/)]));
    expect(profilesOf.get('WIRE-52')).toEqual(['fabric-2.5', 'fabric-3.1']);
    const wrong = bundle.vectors.flatMap((vector) => {
      const clauses =
        'steps' in vector ? vector.steps.flatMap((step) => step.clauses) : vector.clauses;
      return clauses
        .filter((id) => vector.profiles.some((p) => profilesOf.get(id)?.includes(p) === false))
        .map((id) => `${vector.id}: ${id}`);
    });
    expect(wrong).toEqual([]);
  });

  it('of every kind are accepted and refused', () => {
    for (const kind of VECTOR_KINDS) {
      const verdicts = bundle.vectors
        .filter((vector) => vector.kind === kind)
        .flatMap((v) => ('steps' in v ? v.steps.map((s) => s.verdict) : [v.verdict]));
      expect(verdicts, kind).toContain('accept');
      expect(
        verdicts.some((v) => v === 'reject' || v === 'ignore'),
        kind,
      ).toBe(true);
    }
  });

  it('have the published form', () => {
    for (const { name, text: body } of filesOf(bundle, ORIGIN)) {
      valid(JSON.parse(body));
      expect(valid.errors, name).toBeNull();
    }
  });

  it('of another form are refused by the schema', () => {
    const { text: body } = filesOf(bundle, ORIGIN).find(({ name }) => name === 'alive.json')!;
    const broken = (edit: (vector: Record<string, unknown>) => void): boolean => {
      const file = JSON.parse(body);
      edit(file.vectors[0]);
      return valid(file);
    };
    expect(broken((vector) => delete vector.verdict)).toBe(false);
    expect(broken((vector) => Object.assign(vector, { verdict: 'pass' }))).toBe(false);
    expect(broken((vector) => Object.assign(vector, { more: 1 }))).toBe(false);
    expect(broken((vector) => Object.assign(vector, { input: { type: 'alive' } }))).toBe(false);
    expect(broken(() => {})).toBe(true);
  });

  it('and their files stay small', () => {
    const bytes = filesOf(bundle, ORIGIN).reduce((sum, { text: body }) => sum + body.length, 0);
    expect(bytes).toBeLessThan(5_000_000);
  });

  it('are the same for the same seed, and have other keys for another', async () => {
    const files = (made: Bundle) => filesOf(made, ORIGIN).map(({ text: body }) => body);
    const again = bundleOf(await generateVectors(ORIGIN.seed));
    expect(files(again)).toEqual(files(bundle));
    const other = bundleOf(await generateVectors('another'));
    expect(other.identities.peers.o1!.pkiId).not.toBe(bundle.identities.peers.o1!.pkiId);
    expect(other.vectors.map(({ id }) => id)).toEqual(bundle.vectors.map(({ id }) => id));
  });
});

describe('docs/vectors.md', () => {
  const page = readPackageFile('docs/vectors.md');

  it('says of every kind what it covers', () => {
    const [, table] = /## What there is\n([\s\S]*?)\n## /.exec(page)!;
    const kinds = [...table!.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, kind]) => kind);
    expect(kinds).toEqual([...VECTOR_KINDS]);
  });

  it('shows a vector as it is', () => {
    const [, shown] = /```json\n([\s\S]*?)```/.exec(page)!;
    const { given, input, ...rest } = JSON.parse(shown!);
    const vector = bundle.vectors.find(({ id }) => id === rest.id) as SingleVector;
    expect(vector).toMatchObject(rest);
    expect([...vector.given, vector.input].map(({ type }) => type)).toEqual(
      [...given, input].map(({ type }: { type: string }) => type),
    );
  });
});

describe("the suite's own check", () => {
  it('finds all as they say, and judges every kind that bytes alone decide', () => {
    expect(checkVectors(bundle)).toBeGreaterThan(150);
  });

  it.each([
    'signature/high-s-rejected',
    'identity/under-another-pki-id-rejected',
    'handshake/relayed-rejected',
    'tag/alive-with-tag-org-only-rejected',
    'block/with-other-data-rejected',
  ])('finds that %s is not to be accepted', (id) => {
    const wrong = withVector(id, (vector) => ({ ...vector, verdict: 'accept' }));
    expect(() => checkVectors(wrong)).toThrow(id);
  });

  it('finds that a sound handshake is not to be rejected', () => {
    const id = 'handshake/complete-accepted';
    const wrong = withVector(id, (vector) => ({ ...vector, verdict: 'reject' }));
    expect(() => checkVectors(wrong)).toThrow(id);
  });
});

describe('fabric-gossip vectors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vectors-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const printed = () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    return () => {
      const lines = [...log.mock.calls, ...error.mock.calls].flat().join('\n');
      log.mockRestore();
      error.mockRestore();
      return lines;
    };
  };

  it('writes the kinds that are asked for, and what they need', async () => {
    const out = join(folder, 'some');
    const ended = printed();
    const status = await main(['vectors', out, '--kind', 'handshake', '--kind', 'tag', '--json']);
    const told = JSON.parse(ended());
    expect(status).toBe(0);
    expect(readdirSync(out).sort()).toEqual(
      ['channels.json', 'handshake.json', 'identities.json', 'index.json', 'tag.json'].sort(),
    );
    const { files } = JSON.parse(readFileSync(join(out, 'index.json'), 'utf8'));
    const count = files.reduce((sum: number, file: { count: number }) => sum + file.count, 0);
    expect(told).toMatchObject({ out, vectors: count });
    expect(count).toBeGreaterThan(100);
  });

  it('refuses a kind that there is not', async () => {
    const ended = printed();
    expect(await main(['vectors', join(folder, 'none'), '--kind', 'gossip'])).toBe(64);
    expect(ended()).toContain('--kind: expected one of signature, identity');
  });
});
