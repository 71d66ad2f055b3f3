/** Time in a recording goes forth and back to the same scenes, and they are what the simulator knows. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createRun } from '../../src/simulator/scenario/run.js';
import { scenarioOf } from '../../src/simulator/scenario/scenario.js';
import { countAt, LIFE } from '../../studio/run/recording.js';
import { createStudioRun, type StudioRun } from '../../studio/run/studio-run.js';
import { createPeerMachines } from '../../studio/time/peer-machines.js';
import { createTimeline, KILLED, RUNS, type Scene } from '../../studio/time/scene.js';
import { classroom } from '../support/studio-scenario.js';

const scenario = scenarioOf({
  ...classroom,
  faults: [
    { kind: 'crash', at: 45_000, until: 60_000, peer: 'peer1.Org1', keeps: 'ledger' },
    { kind: 'loss', at: 50_000, until: 55_000, share: 0.1 },
  ],
});
let run: StudioRun;
beforeAll(() => {
  run = createStudioRun(scenario);
  while (run.advance(10_000));
});

const plain = ({ index, ...arrays }: Scene) => ({
  index,
  ...Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, [...array]])),
});

describe('a timeline', () => {
  it('comes to the same scene from before and from after', () => {
    const { recording, cast } = run;
    expect(recording.length).toBeGreaterThan(2_000);
    const instants = [0, 1, 900, 1_500, recording.length - 1, recording.length];
    // Keyframes close together, so that some lie between.
    const forth = createTimeline(recording, cast, 2, 700);
    const scenes = instants.map((index) => plain(forth.seek(index)));
    const back = createTimeline(recording, cast, 2, 700);
    back.seek(recording.length);
    for (const [i, index] of [...instants.entries()].reverse())
      expect(plain(back.seek(index))).toEqual(scenes[i]);
    expect(scenes.map((scene) => JSON.stringify(scene))).toHaveLength(
      new Set(scenes.map((s) => JSON.stringify(s))).size,
    );
  });
  it('knows who runs, is killed and has faults upon it', () => {
    const { recording, cast } = run;
    const timeline = createTimeline(recording, cast, 2);
    const peer = cast.peers.findIndex(({ name }) => name === 'peer1.Org1');
    const at = (ms: number) => timeline.seek(countAt(recording, ms));
    expect(at(44_000).life[peer]).toBe(RUNS);
    expect(at(46_000).life[peer]).toBe(KILLED);
    expect([...at(52_000).faults]).toEqual([1, 1]);
    expect([...at(70_000).faults]).toEqual([0, 0]);
    expect(at(70_000).life[peer]).toBe(RUNS);
  });
  it('has the heights and leaders of the simulator at its end', () => {
    const { recording, cast } = run;
    const scene = createTimeline(recording, cast, 2).seek(recording.length);
    const own = createRun(scenario);
    while (own.advance(10_000));
    const peers = cast.peers.map(({ name }) => own.network.simulation.peer(name));
    const channels = peers.map((peer) => peer.state.channels.get('ch1')!);
    expect([...scene.height]).toEqual(channels.map(({ height }) => Number(height)));
    expect(scene.height[0]).toBe(6);
    expect(scene.leads.reduce((sum, leads) => sum + leads, 0)).toBe(2);
  });
  it('counts the machines of the whole network by state, as many as there are', () => {
    const { recording, cast } = run;
    const timeline = createTimeline(recording, cast, 2);
    const machines = createPeerMachines(recording);
    for (const ms of [20_000, 47_000, 52_000, 90_000]) {
      const index = countAt(recording, ms);
      timeline.seek(index);
      const all = cast.peers.flatMap((_, peer) => [...machines.seek(peer, index).values()]);
      const elections = all.filter(({ machine }) => machine === 'election');
      for (const state of ['following', 'leading', 'electing', 'stabilising'])
        expect(timeline.countOf('election', state)).toBe(
          elections.filter(({ to }) => to === state).length,
        );
    }
  });
});

describe('the machines of a peer', () => {
  it('are forgotten when it is killed', () => {
    const { recording, cast } = run;
    const machines = createPeerMachines(recording);
    const peer = cast.peers.findIndex(({ name }) => name === 'peer1.Org1');
    let killed = 0;
    while (
      recording.kind[killed] !== LIFE ||
      recording.a[killed] !== peer ||
      recording.b[killed] !== 0
    )
      killed += 1;
    expect(machines.seek(peer, killed).size).toBeGreaterThan(5);
    expect(machines.seek(peer, killed + 1).size).toBe(0);
    expect(machines.seek(peer, killed).size).toBeGreaterThan(5);
  });
});
