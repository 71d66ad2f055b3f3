/** What is told of a node: what it did, and nothing that is another each time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { seededMaterial } from '../../../conformance/harness/minting/material.js';
import { mintOrganisations } from '../../../conformance/harness/organisations.js';
import { targetNamed } from '../../../conformance/targets/named.js';
import { play } from '../../../interop/fabric/diff/play/play.js';
import type { Script } from '../../../interop/fabric/diff/script/script.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SCRIPT: Script = {
  id: 'facts/1',
  shape: { channels: 1, leadership: 'none', state: false, mortal: false },
  cast: ['o1', 'o2', 'f1', 'x1'],
  steps: [
    { n: 1, do: 'connect', who: 'o1', variant: 'valid' },
    { n: 2, do: 'say', who: 'o1', kind: 'alive', variant: 'valid' },
    { n: 3, do: 'say', who: 'o1', kind: 'stateInfo', variant: 'valid', channel: 'ch1', number: 1 },
    { n: 4, do: 'connect', who: 'o2', variant: 'valid' },
    { n: 5, do: 'say', who: 'o2', kind: 'memReq', variant: 'valid' },
    { n: 6, do: 'say', who: 'o2', kind: 'stateInfo', variant: 'valid', channel: 'ch1', number: 1 },
    { n: 7, do: 'connect', who: 'x1', variant: 'valid' },
    { n: 8, do: 'say', who: 'o2', kind: 'alive', variant: 'badly signed' },
    { n: 9, do: 'say', who: 'o2', kind: 'block', variant: 'valid', channel: 'ch1', number: 1 },
    { n: 10, do: 'say', who: 'o2', kind: 'block', variant: 'unsigned', channel: 'ch1', number: 2 },
    {
      n: 11,
      do: 'say',
      who: 'o1',
      kind: 'state request',
      variant: 'valid',
      channel: 'ch1',
      number: 1,
    },
    { n: 12, do: 'close', who: 'o2' },
  ],
};

let plays = 0;
async function facts(script: Script, seed = 'facts', epochMs = Date.now()) {
  plays += 1;
  const workdir = join(folder, `${plays}`);
  const organisations = await mintOrganisations(
    join(workdir, 'organisations'),
    seededMaterial(seed, epochMs),
  );
  const target = targetNamed('inproc', 1);
  const played = await play(script, { target, organisations, epochMs, workdir, pace: 1 });
  if (played.outcome === 'gone') throw new Error(played.how);
  return played;
}

describe('the facts of a script', () => {
  it('are links, answers, relays, what lasts, and what the node holds at the end', async () => {
    const { facts: told, done } = await facts(SCRIPT);
    expect(done).toHaveLength(SCRIPT.steps.length);
    expect(told).toEqual(
      expect.arrayContaining([
        'o1 s1 link: handshake, open',
        'o2 s4 link: handshake, closed by the peer',
        'x1 s7 link: handshake, ended UNKNOWN at s7',
        "o2 gets membership for s5: alive o1's s2 with secret, o2's s5 with secret, the node's aliveMsg with secret; dead nothing",
        "o1 gets stateInfo o2's s6",
        'o1 gets block 1 of ch1',
        'o1 gets state for s11: 0, 1',
        'o1 hears of the node in ch1: height 2',
        'o1 gets hello for IDENTITY_MSG , again and again',
        "o1 gets the node's alive, endpoint told, with secret, again and again",
        'o2 is dialled',
        "o9 gets snapshot of ch1 at asking: o1's s3, o2's s6, the node's, height 2",
        'o9 gets digest for o9 asks: identities: the node',
      ]),
    );
    // What nobody may take or pass on is nowhere.
    expect(told.filter((fact) => /s8|block 2/.test(fact))).toEqual([]);
  });

  it('are the same with other identities, at another instant', async () => {
    const { facts: first } = await facts(SCRIPT);
    const { facts: second } = await facts(SCRIPT, 'others', Date.now() - 86_400_000);
    expect(second).toEqual(first);
  });

  it('differ where a step does', async () => {
    const { facts: first } = await facts(SCRIPT);
    const steps = SCRIPT.steps.filter(({ n }) => n !== 9);
    const { facts: without } = await facts({ ...SCRIPT, steps });
    expect(first.filter((fact) => !without.includes(fact))).toContain('o1 gets block 1 of ch1');
  });
});
