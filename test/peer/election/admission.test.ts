/** Leadership messages: which a peer takes, and what it keeps of them. */
import { describe, expect, it } from 'vitest';
import {
  declaration,
  type ElectionScene,
  electionScene,
  HIGHER,
  LOWER,
  proposal,
} from '../../support/election-scene.js';
import { pkiOf } from '../../support/gossip-builders.js';
import { verdictsIn } from '../../support/scene.js';

const T_MS = 10_000;
const heard = (scene: ElectionScene, name: string) => scene.entry().election.heard.get(pkiOf(name));
const verdicts = (scene: ElectionScene) => verdictsIn(scene.taken());

function scene() {
  const created = electionScene({ leadership: 'none' });
  const link = created.peerOf(LOWER);
  created.taken();
  return { created, link };
}

describe('leadership messages: admission', () => {
  it('ELEC-D1: without timestamp it is rejected', () => {
    const { created, link } = scene();
    created.receive(link, declaration(LOWER, { timeless: true }));
    expect(verdicts(created)).toEqual(['reject ELEC-D1']);
  });
  it('CHAN-D27: from a peer of another organisation it is refused', () => {
    const { created } = scene();
    const link = created.peerOf('eve.B');
    created.taken();
    created.receive(link, declaration(LOWER));
    expect(verdicts(created)).toEqual(['ignore CHAN-D27']);
    expect(heard(created, LOWER)).toBeUndefined();
  });
  it('ELEC-D2: by an author of another organisation it is rejected', () => {
    const { created, link } = scene();
    created.peerOf('eve.B');
    created.taken();
    created.receive(link, declaration('eve.B'));
    expect(verdicts(created)).toEqual(['reject ELEC-D2']);
  });
  it('ELEC-D3, ELEC-7: proposals and declarations of an author share one sequence', () => {
    const { created, link } = scene();
    created.receive(link, proposal(LOWER, { seqNum: 5n }));
    created.receive(link, declaration(LOWER, { seqNum: 5n }));
    created.receive(link, declaration(LOWER, { seqNum: 4n }));
    expect(verdicts(created)).toEqual(['ignore ELEC-D3', 'ignore ELEC-D3']);
    created.receive(link, declaration(LOWER, { seqNum: 6n }));
    created.receive(link, proposal(LOWER, { incNum: 2n, seqNum: 1n }));
    expect(verdicts(created)).toEqual([]);
    expect(heard(created, LOWER)?.timestamp).toEqual({ incNum: 2n, seqNum: 1n });
  });
  it('ELEC-D4: of who is no channel peer it is stored and does nothing', () => {
    const created = electionScene();
    const link = created.member(LOWER);
    created.receive(link, proposal(LOWER, { seqNum: 3n }));
    expect(verdicts(created)).toEqual([]);
    expect(heard(created, LOWER)?.timestamp.seqNum).toBe(3n);
    expect(created.entry().election.instance.entity.hasLowerProposal).toBe(false);
  });
  it('ELEC-D5: of a channel peer it reaches the election', () => {
    const created = electionScene();
    const link = created.peerOf(LOWER);
    created.receive(link, proposal(LOWER));
    expect(created.entry().election.instance.entity.hasLowerProposal).toBe(true);
  });
  it('CHAN-29, ELEC-6: a forged one is rejected and not stored', () => {
    const { created, link } = scene();
    created.receive(link, declaration(LOWER, { signer: HIGHER }));
    expect(verdicts(created)).toEqual(['reject CHAN-29']);
    expect(heard(created, LOWER)).toBeUndefined();
  });
});

describe('leadership messages: the store', () => {
  it('ELEC-8: a replay is suppressed for 200 s and not for longer than 201 s', () => {
    const { created, link } = scene();
    created.receive(link, declaration(LOWER));
    created.advance(20 * T_MS);
    created.taken();
    created.receive(link, declaration(LOWER));
    expect(verdicts(created)).toEqual(['ignore ELEC-D3']);
    created.advance(T_MS / 10);
    expect(heard(created, LOWER)).toBeUndefined();
  });
  it('ELEC-8: time counts from the newest message', () => {
    const { created, link } = scene();
    created.receive(link, declaration(LOWER, { seqNum: 1n }));
    created.advance(19 * T_MS);
    created.receive(link, declaration(LOWER, { seqNum: 2n }));
    created.advance(19 * T_MS);
    expect(heard(created, LOWER)?.timestamp.seqNum).toBe(2n);
  });
  it('ELEC-9: a full store drops the author stored first', () => {
    const created = electionScene({ leadership: 'none', parameters: { membersMax: 2 } });
    const link = created.connect(LOWER);
    for (const name of ['ann.A', 'bob.A', 'dan.A']) created.connect(name);
    created.receive(link, declaration('ann.A', { seqNum: 1n }));
    created.receive(link, declaration('bob.A', { seqNum: 1n }));
    created.receive(link, declaration('bob.A', { seqNum: 2n }));
    expect(heard(created, 'ann.A')).toBeDefined(); // bob was known: nobody had to go
    created.receive(link, declaration('ann.A', { seqNum: 2n }));
    created.receive(link, declaration('dan.A', { seqNum: 1n }));
    expect(['ann.A', 'bob.A', 'dan.A'].map((name) => heard(created, name) !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
  });
  it('ELEC-7: keeps when an author last declared itself', () => {
    const { created, link } = scene();
    created.receive(link, proposal(LOWER, { seqNum: 1n }));
    expect(heard(created, LOWER)?.declaredMs).toBeUndefined();
    created.receive(link, declaration(LOWER, { seqNum: 2n }));
    const at = created.now();
    created.advance(500);
    created.receive(link, proposal(LOWER, { seqNum: 3n }));
    expect(heard(created, LOWER)?.declaredMs).toBe(at);
  });
});
