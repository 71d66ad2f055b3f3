/** What Fabric peers of a recorded session said of leadership, held against what ours say. */
import { describe, expect, it } from 'vitest';
import { decodeSignedMessage } from '../../../src/wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { toHex } from '../../../src/wire/hex.js';
import { utf8 } from '../../support/channel-scene.js';
import { recordedRows } from '../../support/recordings.js';

interface Said {
  readonly ms: number;
  readonly author: string;
  readonly isDeclaration: boolean;
  readonly incNum: bigint;
  readonly seqNum: bigint;
}

/** Leadership messages that the recorded peer received or sent in the first file, each once. */
const said: readonly Said[] = (() => {
  const found = new Map<string, Said>();
  for (const { file, ms, bytes } of recordedRows) {
    if (file !== 'traffic') continue;
    const decoded = decodeSignedMessage(bytes);
    if (decoded.verdict !== 'accept') continue;
    const { content, tag, nonce, channel } = decoded.value.message;
    if (content.case !== 'leadershipMsg') continue;
    const { pkiId, timestamp, isDeclaration } = content.value;
    expect([tag, nonce, channel]).toEqual([Tag.CHAN_AND_ORG, 0n, utf8('ch1')]);
    const { incNum, seqNum } = timestamp!;
    const author = toHex(pkiId);
    const key = `${author} ${incNum} ${seqNum}`;
    if (!found.has(key)) found.set(key, { ms, author, isDeclaration, incNum, seqNum });
  }
  return [...found.values()];
})();

const authors = [...new Set(said.map(({ author }) => author))];
const by = (author: string) => said.filter((one) => one.author === author);
const pauses = (of: readonly Said[]) => of.slice(1).map(({ ms }, i) => ms - of[i]!.ms);

describe('leadership in the recorded session', () => {
  it('ELEC-4: two peers speak of it, signed, with tag, nonce and channel as ours', () =>
    expect(authors).toHaveLength(2));
  it('ELEC-3: proposals and declarations of each share one rising sequence', () => {
    for (const author of authors) {
      const of = by(author);
      expect(new Set(of.map(({ incNum }) => incNum)).size).toBe(1);
      expect(of.map(({ seqNum }) => seqNum)).toEqual(
        [...of.map(({ seqNum }) => seqNum)].sort((a, b) => Number(a - b)),
      );
    }
  });
  it('ELEC-19: the leader declares itself every 5 s', () => {
    const leader = authors.find((author) => by(author)[0]!.isDeclaration) ?? authors[0]!;
    const declarations = by(leader).filter(({ isDeclaration }) => isDeclaration);
    expect(declarations.length).toBeGreaterThan(5);
    for (const pause of pauses(declarations)) expect(Math.round(pause / 1_000)).toBe(5);
  });
  it('ELEC-18, ELEC-22: its successor proposes 10 to 20 s after the last one, and declares 5 s later', () => {
    const [leader, successor] = [...authors].sort((a, b) => by(a)[0]!.ms - by(b)[0]!.ms);
    const last = by(leader!).at(-1)!;
    const [proposal, declaration] = by(successor!);
    expect([proposal!.isDeclaration, declaration!.isDeclaration]).toEqual([false, true]);
    expect([proposal!.ms, declaration!.ms].map((ms) => Math.round(ms / 100))).toEqual([575, 625]);
    expect(proposal!.ms - last.ms).toBeGreaterThan(10_000);
    expect(proposal!.ms - last.ms).toBeLessThan(20_000);
  });
});
