/**
 * FAB-5165: bursts of blocks to eight peers whose verification takes time. Peers that verify before they
 * drop duplicates fall behind and lose blocks; peers that drop duplicates first lose none.
 */
import { step as honestStep, type Peer } from '../../src/peer/peer.js';
import type { SimulationObserver, Step } from '../../src/simulator/node.js';
import { createRun } from '../../src/simulator/scenario/run.js';
import { peerNames, scenarioOf } from '../../src/simulator/scenario/scenario.js';
import type { Row } from './rows.js';

const BLOCKS = 1_000;
const BURST = 20;
const CHANNEL = 'ch';
/** Upper end of what Fabric's measurement gives for a block of 100 KB. */
const VERIFY_MS = 2;
/** sendBuffSize and recvBuffSize in Fabric's code, which a benchmark without core.yaml gets; messages. */
const BUFFERS = 20 + 20;

/**
 * As Fabric did before: every copy of a block is verified twice, by two of its layers, before it is looked
 * up whether it is known. The peer itself verifies once what is new.
 */
const verifiesFirst: Step = (peer, input, atMs, choose) => {
  if (input.type === 'envelope.received' && !(input.message instanceof Uint8Array)) {
    const { content } = input.message.message;
    if (content.case === 'dataMsg') {
      const number = content.value.payload?.seqNum ?? 0n;
      const isKnown = peer.state.channels.get(CHANNEL)?.window.has(number) === true;
      for (let i = 0; i < (isKnown ? 2 : 1); i++) verifyOnce(peer);
    }
  }
  return honestStep(peer, input, atMs, choose);
};

/** What it costs is counted; the answer does not matter. */
const verifyOnce = ({ config: { crypto, signer } }: Peer): void =>
  void crypto.verify(signer.publicKey, new Uint8Array(1), new Uint8Array(1));

function overload(step: Step | undefined) {
  const from = 60_000;
  const bursts = BLOCKS / BURST;
  const scenario = scenarioOf({
    name: 'FAB-5165',
    duration: from + bursts * 100 + 120_000,
    organisations: [{ name: 'Org1', peers: 8, region: '', hidden: 0 }],
    channels: [{ name: CHANNEL, organisations: ['Org1'], without: [] }],
    leadership: 'static',
    stateTransfer: true,
    parameters: { propagatePeerNum: 4, maxBlockCountToStore: 100, blockBufferSize: 100 },
    // A burst is so many schedules of one block every 100 ms.
    blocks: Array.from({ length: BURST }, () => ({
      channel: CHANNEL,
      from,
      every: 100,
      count: bursts,
      size: 100_000,
      transactions: 1,
    })),
    links: { latency: 0.5, queue: BUFFERS },
    costs: { verify: VERIFY_MS },
  });
  let dropped = 0;
  let firstDropped = 0;
  const counter: SimulationObserver = {
    dropped(_, __, { message }, why) {
      if (message?.content.case !== 'dataMsg' || why !== 'overflow') return;
      if (dropped === 0) firstDropped = Number(message.content.value.payload?.seqNum);
      dropped += 1;
    },
  };
  const steps = step && Object.fromEntries(peerNames(scenario).map((name) => [name, step]));
  const run = createRun(scenario, {
    invariants: false,
    traffic: false,
    observers: [counter],
    ...(steps && { steps }),
  });
  while (run.advance(100_000));
  const { spreads } = run.measures.blocks;
  return {
    dropped,
    firstDropped,
    complete: spreads.filter((s) => s.committedMs.size === 8).length,
  };
}

export function overloadRows(told: (what: string) => void): Row[] {
  told('FAB-5165: duplicates dropped before verification');
  const sound = overload(undefined);
  told('FAB-5165: verification before duplicates are dropped');
  const old = overload(verifiesFirst);
  const source = "Fabric's commit message 6d56e6eb3";
  return [
    {
      figure: 'FAB-5165, duplicates dropped first: blocks dropped by full buffers',
      expected: 0,
      measured: sound.dropped,
      tolerance: 0,
      sample: 1,
      source,
      surety: 'V',
    },
    {
      figure: 'FAB-5165, duplicates dropped first: blocks committed by all 8 peers',
      expected: BLOCKS,
      measured: sound.complete,
      tolerance: 0,
      sample: 1,
      source,
      surety: 'V',
    },
    {
      figure: `FAB-5165, verified first: whether blocks are dropped (${old.dropped} were, from block ${old.firstDropped} on)`,
      expected: 1,
      measured: old.dropped > 0 ? 1 : 0,
      tolerance: 0,
      sample: 1,
      source: `${source}: most, from block 500 on`,
      surety: 'V',
    },
  ];
}
