/**
 * TLC and the checker on the same systems: the same states, and a fault in either shows. Needs Java, and a jar
 * that `npm run tla` has fetched; without them the comparisons are skipped.
 */
import { describe, expect, it } from 'vitest';
import { machineModel } from '../../src/checker/machines/machine-model.js';
import { election } from '../../src/checker/models/election.js';
import { textbookElection } from '../../src/checker/models/textbook-election.js';
import { twoPhaseCommit } from '../../src/checker/models/two-phase-commit.js';
import type { PeerNetwork, PeerStep } from '../../src/checker/peers/network.js';
import type { PeerInput } from '../../src/peer/io.js';
import { step } from '../../src/peer/peer.js';
import { decodeSignedMessage } from '../../src/wire/envelope.js';
import { compare } from '../../tools/tla/compare.js';
import { mapElection } from '../../tools/tla/mapping/election.js';
import { mapIsolation } from '../../tools/tla/mapping/isolation.js';
import { mapMembership } from '../../tools/tla/mapping/membership.js';
import { mapPull, pullNetwork } from '../../tools/tla/mapping/pull.js';
import { mapTransfer } from '../../tools/tla/mapping/transfer.js';
import { type ModuleSource, moduleSource, runOf } from '../../tools/tla/modules.js';
import { isMissing, resolveTools } from '../../tools/tla/tools.js';

/** Java starts anew for each comparison, and the processor may be taken. */
const LONG = { timeout: 120_000 };

const tools = resolveTools({ mayDownload: false });
const compared = (mapped: Parameters<typeof compare>[1], source: ModuleSource) => {
  if (isMissing(tools)) throw new Error(tools.missing);
  return compare(tools, mapped, runOf(source));
};

/** The module with a fault in it. */
function mutated(source: ModuleSource, from: string, to: string): ModuleSource {
  const file = `${source.name}.tla`;
  const text = source.files[file]!;
  expect(text.split(from)).toHaveLength(2);
  return { ...source, files: { ...source.files, [file]: text.replace(from, () => to) } };
}

/** What comes with an envelope, by the name of its content. */
function contentOf(input: PeerInput): string | undefined {
  if (input.type !== 'envelope.received') return undefined;
  const { message } = input;
  if (!(message instanceof Uint8Array)) return message.message.content.case;
  const decoded = decodeSignedMessage(message);
  return decoded.verdict === 'accept' ? decoded.value.message.content.case : undefined;
}

const BUDGET = { timers: 3, losses: 1, duplicates: 1 };
const electionModule = () =>
  moduleSource('Election', { N: 2, Timers: 3, Losses: 1, Duplicates: 1 });
const withStep = (network: PeerNetwork, broken: PeerStep): PeerNetwork => ({
  ...network,
  peers: network.peers.map((part) => ({ ...part, step: broken })),
});
const electionOfTwo = () => election(2, 'fabric-3.1', BUDGET);

describe.skipIf(isMissing(tools))('an election, by TLC and by the checker', LONG, () => {
  it('has the same states, one by one', async () => {
    const { differences, explored, tlc } = await compared(
      mapElection(electionOfTwo()),
      electionModule(),
    );
    expect(differences).toEqual([]);
    expect(tlc.states).toHaveLength(tlc.distinct);
    expect(explored.distinct).toBeGreaterThan(300);
  });

  it.each([
    [
      'ELEC-R9 takes a proposal of a higher peer',
      'q < p /\\ phase[p] # "leading" ',
      'phase[p] # "leading"',
    ],
    ['ELEC-D3 is forgotten', 'IN IF message.seq > stored[p][q]', 'IN IF TRUE'],
    [
      'ELEC-R20 does not happen',
      '/\\ phase[p] = "leading"\n  /\\ Declare(p, way)',
      '/\\ FALSE\n  /\\ Declare(p, way)',
    ],
  ])('differs where the module is wrong: %s', async (_, from, to) => {
    const source = mutated(electionModule(), from, to);
    const { differences } = await compared(mapElection(electionOfTwo()), source);
    expect(differences.join()).toMatch(/distinct states|violated/);
  });

  it.each<[string, PeerStep]>([
    [
      'it takes what comes again for news',
      (peer, input, atMs, choose) => {
        for (const { election } of peer.state.channels.values()) election.heard.clear();
        return step(peer, input, atMs, choose);
      },
    ],
    [
      'it does not look back on its window',
      (peer, input, atMs, choose) => {
        for (const { election } of peer.state.channels.values())
          if (input.type === 'timer.fired') election.instance.entity.hasDeclaration = false;
        return step(peer, input, atMs, choose);
      },
    ],
  ])('differs where the peer is wrong: %s', async (_, broken) => {
    const { differences } = await compared(
      mapElection(withStep(electionOfTwo(), broken)),
      electionModule(),
    );
    expect(differences.join()).toMatch(/states only of the checker/);
  });
});

const pullOfOne = () => pullNetwork(1, { timers: 3 });
const pullModule = () => moduleSource('Pull', { B: 1, Timers: 3, Expiries: 3, Losses: 0 });

describe.skipIf(isMissing(tools))('a pull of blocks, by TLC and by the checker', LONG, () => {
  it('has the same states, one by one', async () => {
    const { differences } = await compared(mapPull(pullOfOne(), 1), pullModule());
    expect(differences).toEqual([]);
  });

  it('differs where the module is wrong: PULL-D11 holds what comes after its round', async () => {
    const source = mutated(
      pullModule(),
      'held\' = IF phase[k] = "updates" THEN',
      "held' = IF TRUE THEN",
    );
    const { differences } = await compared(mapPull(pullOfOne(), 1), source);
    expect(differences.join()).toMatch(/states only of/);
  });

  it('differs where the peer is wrong: it asks nobody twice', async () => {
    const once: PeerStep = (peer, input, atMs, choose) => {
      const isDigest = input.type === 'envelope.received';
      for (const { pull } of peer.state.channels.values())
        if (isDigest) for (const { owners } of pull.rounds.values()) owners.clear();
      return step(peer, input, atMs, choose);
    };
    const { differences } = await compared(mapPull(withStep(pullOfOne(), once), 1), pullModule());
    expect(differences.join()).toMatch(/states only of TLC/);
  });
});

const FEW = { B: 2, Timers: 2, Losses: 0, Lies: 1, Batch: 1, Retries: 1, Room: 1 };

describe.skipIf(isMissing(tools))('state transfer, by TLC and by the checker', LONG, () => {
  it('has the same states, one by one', async () => {
    const { differences } = await compared(mapTransfer(FEW), moduleSource('BlockTransfer', FEW));
    expect(differences).toEqual([]);
  });

  it('differs where the module is wrong: XFER-36 takes any numbers', async () => {
    const source = mutated(
      moduleSource('BlockTransfer', FEW),
      'NumberOf(blocks[i]) = range.first + i - 1 /\\ ',
      '',
    );
    const { differences } = await compared(mapTransfer(FEW), source);
    expect(differences.join()).toMatch(/states only of/);
  });

  it('differs where the peer is wrong: it does not count how often it has asked', async () => {
    const tireless: PeerStep = (peer, input, atMs, choose) => {
      for (const { transfer } of peer.state.channels.values())
        transfer.instance.entity.sentCount = Math.min(1, transfer.instance.entity.sentCount);
      return step(peer, input, atMs, choose);
    };
    const { differences } = await compared(
      mapTransfer(FEW, tireless),
      moduleSource('BlockTransfer', FEW),
    );
    expect(differences.join()).toMatch(/states only of the checker/);
  });
});

const CRASHING = {
  N: 3,
  Speakers: 1,
  Beats: 1,
  Deaths: 0,
  Expiries: 0,
  Crashes: 1,
  Returns: 0,
  Sayings: 0,
};
const membershipModule = () => moduleSource('Membership', CRASHING);
const crashing = (broken?: PeerStep) => mapMembership(3, 1, { timers: 1, crashes: 1 }, broken);

describe.skipIf(isMissing(tools))('a membership of three with a crash', LONG, () => {
  it('has the same states, one by one', async () => {
    const { differences, explored } = await compared(crashing(), membershipModule());
    expect(differences).toEqual([]);
    expect(explored.distinct).toBeGreaterThan(500);
  });

  it.each([
    [
      'LINK-18 is forgotten',
      'IF q \\in audience /\\ link[p][q] = "severed" THEN "dead" ELSE',
      'IF FALSE THEN "dead" ELSE',
    ],
    [
      'what the crashed one has said is lost',
      '[way[q] EXCEPT ![p] = <<>>]',
      'IF q = p THEN [r \\in Peers |-> <<>>] ELSE [way[q] EXCEPT ![p] = <<>>]',
    ],
  ])('differs where the module is wrong: %s', async (_, from, to) => {
    const { differences } = await compared(crashing(), mutated(membershipModule(), from, to));
    expect(differences.join()).toMatch(/states only of/);
  });

  it.each<[string, PeerStep]>([
    [
      'it does not hear that a dial failed',
      (peer, input, atMs, choose) =>
        input.type === 'dial.failed' ? [] : step(peer, input, atMs, choose),
    ],
  ])('differs where the peer is wrong: %s', async (_, broken) => {
    const { differences } = await compared(crashing(broken), membershipModule());
    expect(differences.join()).toMatch(/states only of/);
  });
});

/** Who joins late hears by a snapshot alone what was published before. */
const LATE = { M: 2, Publishers: 2, Askers: 2, Late: 1, Timers: 1, Losses: 0, Sayings: 1 };
/** What peer 1 says may overtake what others tell of it. */
const OVERTAKEN = { M: 3, Publishers: 1, Askers: 1, Late: 0, Timers: 2, Losses: 0, Sayings: 0 };

describe.skipIf(isMissing(tools))('isolation of a channel, by TLC and by the checker', LONG, () => {
  it.each([
    ['one joins late', LATE],
    ['what one has said is overtaken', OVERTAKEN],
  ])('has the same states, one by one: %s', async (_, bounds) => {
    const { differences, explored, tlc } = await compared(
      mapIsolation(bounds),
      moduleSource('Isolation', bounds),
    );
    expect(differences).toEqual([]);
    expect(tlc.states).toHaveLength(tlc.distinct);
    expect(explored.distinct).toBeGreaterThan(500);
  });

  it.each([
    [
      'CHAN-54 stores nothing of a snapshot',
      LATE,
      'IF author \\in DOMAIN infos /\\ IsNews(p, author, infos[author])',
      'IF FALSE',
    ],
    ['CHAN-D7 is forgotten', OVERTAKEN, 'author # p /\\ v > stored[p][author]', 'author # p'],
    [
      'PUSH-D30 sends to who is not of the channel',
      LATE,
      'q # p /\\ Org(q) \\in ChannelOrgs\n\nPublish',
      'q # p\n\nPublish',
    ],
  ])('differs where the module is wrong: %s', async (_, bounds, from, to) => {
    const source = mutated(moduleSource('Isolation', bounds), from, to);
    const { differences } = await compared(mapIsolation(bounds), source);
    expect(differences.join()).toMatch(/states only of|violated/);
  });

  it.each<[string, typeof LATE, PeerStep]>([
    [
      'it is deaf to snapshots',
      LATE,
      (peer, input, atMs, choose) =>
        contentOf(input) === 'stateSnapshot' ? [] : step(peer, input, atMs, choose),
    ],
    [
      'a snapshot takes the place of all that it has',
      OVERTAKEN,
      (peer, input, atMs, choose) => {
        if (contentOf(input) === 'stateSnapshot')
          for (const { stateInfos } of peer.state.channels.values()) stateInfos.clear();
        return step(peer, input, atMs, choose);
      },
    ],
  ])('differs where the peer is wrong: %s', async (_, bounds, broken) => {
    const { differences } = await compared(
      mapIsolation(bounds, broken),
      moduleSource('Isolation', bounds),
    );
    expect(differences.join()).toMatch(/states only of/);
  });
});

describe.skipIf(isMissing(tools))('systems of machines, by TLC and by the checker', LONG, () => {
  it('CHEK-11: have as many states, in as many steps', async () => {
    const commit = machineModel(twoPhaseCommit(4));
    const both = [
      await compared({ model: commit }, moduleSource('TwoPhase', { N: 4 })),
      await compared(
        { model: machineModel(textbookElection(2)) },
        moduleSource('TextbookElection', { N: 2 }),
      ),
    ];
    expect(both.map(({ differences }) => differences)).toEqual([[], []]);
  });

  it('differ where the machine or the module is wrong', async () => {
    const kept = { ...textbookElection(2), network: 'kept' } as const;
    const ofMachine = await compared(
      { model: machineModel(kept) },
      moduleSource('TextbookElection', { N: 2 }),
    );
    expect(ofMachine.differences).not.toEqual([]);
    const eager = mutated(moduleSource('TwoPhase', { N: 4 }), '/\\ heard = Managers\n', '');
    const ofModule = await compared({ model: machineModel(twoPhaseCommit(4)) }, eager);
    expect(ofModule.differences).toEqual(['TLC finds Consistent violated']);
    expect(ofModule.tlc.trace.join('\n')).toContain('DecideCommit');
  });
});
