/**
 * A path of a model in the Informal Trace Format, which tools around TLA+ read and write: a state is a value of each
 * variable. Integers of JSON, records, lists, `#set` and `#map` are what it takes from the format.
 */
import { contentKindOf, decodeSignedMessage } from '../../wire/envelope.js';
import type { Model, Property, StateVector } from '../model.js';
import type { Path } from '../path.js';
import { SPENT } from '../peers/layout.js';
import type { PeerModel } from '../peers/peer-model.js';
import { entitiesAt } from './entities-at.js';

export type ItfValue =
  | boolean
  | number
  | string
  | readonly ItfValue[]
  | { readonly '#set': readonly ItfValue[] }
  | { readonly '#map': readonly (readonly [ItfValue, ItfValue])[] }
  | { readonly [field: string]: ItfValue };

type ItfState = Readonly<Record<string, ItfValue>>;

export interface ItfTrace {
  readonly '#meta': Readonly<Record<string, string>>;
  readonly vars: readonly string[];
  /** Each has a `#meta` besides: its index, and the step that led to it. */
  readonly states: readonly ItfState[];
  /** Index of the state to which the last one is equal, of a run without end. */
  readonly loop?: number;
}

/** `loopFrom`: of an endless run, the place of the state to which its last one returns. */
export function itfOfPath(
  model: Model,
  path: Path,
  told: { readonly property?: Pick<Property, 'id' | 'about'>; readonly loopFrom?: number } = {},
): ItfTrace {
  const { property, loopFrom } = told;
  const read = 'view' in model ? ofPeers(model as PeerModel) : ofParts(model);
  const states = path.map(({ label, state }, index) => ({
    '#meta': { index, ...(label !== '' && { action: label }) },
    ...read(state),
  }));
  return {
    '#meta': {
      format: 'ITF',
      source: model.name,
      ...(property !== undefined && { description: `${property.id}: ${property.about}` }),
    },
    vars: Object.keys(states[0] ?? {}).filter((name) => name !== '#meta'),
    states,
    ...(loopFrom !== undefined && { loop: loopFrom }),
  };
}

/** Every machine of every peer, the envelopes under way, and what is left of the budgets. */
function ofPeers({ view }: PeerModel): (state: StateVector) => ItfState {
  const { layout, people } = view;
  const nameOf = (peer: number): string => people[peer]!.name;
  const each = (what: (peer: number) => ItfValue): ItfValue => ({
    '#map': people.map(({ name }, peer) => [name, what(peer)] as const),
  });
  return (state) => ({
    peers: each((peer) => {
      const own = view.stateOf(state, peer);
      const machines = own === undefined ? [] : entitiesAt(own);
      return {
        runs: own !== undefined,
        machines: {
          '#map': machines.map(({ machine, entity, state }) => [`${machine}/${entity}`, state]),
        },
      };
    }),
    underWay: [...state.subarray(layout.pairs, layout.commands)].flatMap((between) =>
      view.underWayIn(between).map(({ from, to, bytes }) => ({
        from: nameOf(from),
        to: nameOf(to),
        kind: kindIn(bytes),
      })),
    ),
    timers: each((peer) => state[layout.timers + peer]!),
    budget: Object.fromEntries(SPENT.map((spent) => [spent, state[layout.budgets[spent]]!])),
  });
}

/** A text for each part. */
const ofParts =
  (model: Model) =>
  (state: StateVector): ItfState => ({
    parts: [...model.describe(state)],
  });

function kindIn(bytes: Uint8Array): string {
  const decoded = decodeSignedMessage(bytes);
  return decoded.verdict === 'accept' ? contentKindOf(decoded.value.message) : 'none';
}
