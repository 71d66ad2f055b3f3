/**
 * The properties of a model, judged on peers of the simulator that play a path of it.
 *
 * Implements spec/17-checker.md, CHEK-113.
 */
import { canonical, restore } from '../../peer/image.js';
import type { Breach } from '../../simulator/invariants/watch.js';
import type { Stage } from '../../simulator/played/stage.js';
import type { NetworkProperty } from '../peers/network.js';
import type { PeerModel } from '../peers/peer-model.js';
import { ofStates } from '../peers/properties.js';
import { putInOrder, unreadStores } from '../peers/stores.js';
import { instantAfter } from '../told/about-path.js';
import type { Beside } from './beside.js';
import { type Along, violatesRun } from './endless.js';

export interface Judge {
  /** After each step, and before the first one. `vector`: to which it leads in the model. */
  look(vector: Int32Array): void;
  /** When the path is over: what does not hold, each from when on. */
  violated(): readonly Breach[];
}

/** What the first line of a path says of what it shows. */
export interface Shown {
  /** A property that is violated. */
  readonly property: string | undefined;
  /** Of an endless run: steps before its loop. */
  readonly loopFrom: number | undefined;
}

export function createJudge(
  { view }: PeerModel,
  { property: shown, loopFrom }: Shown,
  { besides, stage }: { readonly besides: readonly Beside[]; readonly stage: Stage },
): Judge {
  const { network } = view;
  const always = ofStates(network).filter(({ kind }) => kind === 'always');
  const endless = network.runProperties?.find(({ id }) => id === shown);
  const violated = new Map<string, Breach>();
  const along: Along[] = [];
  /** By step: what the peers remember. */
  const memories: string[] = [];
  let steps = -1;

  function isSo(
    factOf: NetworkProperty['factOf'],
    holds: NetworkProperty['holds'],
    vector: Int32Array,
  ): boolean {
    const facts = network.peers.map(({ name }, index) => {
      const { peer } = stage.simulation.node(name);
      const failure = stage.failures.get(name);
      const { desk, marks } = besides[index]!;
      // How often it has started, and what a villain has heard, is as the path says.
      const { failure: _, ...local } = view.localOf(vector, index);
      const beside = { ...local, peer, desk, marks, ...(failure !== undefined && { failure }) };
      return factOf(peer?.state, index, beside);
    });
    return holds(facts, stage.isQuiet, stage.isCut);
  }

  const breach = (id: string, what: string): void => {
    const atMs = instantAfter(steps) - instantAfter(0);
    violated.set(id, { id, atMs, peer: 'the network', what });
  };

  /** CHEK-102: stores in whose order nobody reads are in the order of their keys. */
  const memory = (): string =>
    canonical(
      network.peers.map(({ name }) => {
        const { peer } = stage.simulation.node(name);
        if (peer === undefined) return undefined;
        const { state, config } = restore(peer.config, peer.state);
        for (const store of (network.unread ?? unreadStores)(state, config.parameters))
          putInOrder(store);
        return state;
      }),
    );

  return {
    look(vector) {
      steps += 1;
      for (const { id, about, factOf, holds } of always)
        if (!violated.has(id) && !isSo(factOf, holds, vector)) breach(id, `not so: ${about}`);
      if (endless === undefined) return;
      const { factOf, holds, after } = endless;
      along.push({
        holds: isSo(factOf, holds, vector),
        after: after !== undefined && isSo(factOf, after, vector),
      });
      memories.push(memory());
    },
    violated() {
      const isLoop = loopFrom === undefined || memories[loopFrom] === memories.at(-1);
      if (endless !== undefined && isLoop && violatesRun(endless.kind, along, loopFrom))
        breach(endless.id, `not so in this endless run: ${endless.about}`);
      return [...violated.values()];
    },
  };
}
