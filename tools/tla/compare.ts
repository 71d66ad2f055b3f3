/** The checker's states, read through a mapping, against those of TLC. */
import { createExploration } from '../../src/checker/explore.js';
import type { Model } from '../../src/checker/model.js';
import type { Mapped, Whole } from './mapping/mapping.js';
import { parseState } from './parse-state.js';
import { runTlc, type TlcResult, type TlcRun } from './tlc.js';
import type { TlaTools } from './tools.js';
import { canonicalText } from './values.js';

/** What the checker found. */
export interface Explored {
  /** Distinct states, as the module has them. */
  readonly distinct: number;
  /** Those states as texts; undefined where nothing is left out, so that their number says enough. */
  readonly states: ReadonlySet<string> | undefined;
  /** The checker's own. */
  readonly own: { readonly generated: number; readonly distinct: number; readonly depth: number };
}

export interface Compared {
  readonly explored: Explored;
  readonly tlc: TlcResult;
  /** Why they differ, in words; empty if they agree. */
  readonly differences: readonly string[];
}

const PORTION = 2_000;
/** Above it, states are counted and not compared one by one. */
const DUMPED_MAX = 100_000;

/** Explores one side, then runs TLC on the other. @throws RangeError if the checker did not meet every state. */
export async function compare(
  tools: TlaTools,
  mapped: Mapped | Whole,
  run: TlcRun,
  between: (distinct: number) => Promise<void> | void = () => {},
): Promise<Compared> {
  const explored = await explore(mapped, between);
  const dumpsStates = explored.states !== undefined && explored.states.size <= DUMPED_MAX;
  const tlc = await runTlc(tools, { ...run, dumpsStates });
  return { explored, tlc, differences: differencesOf(explored, tlc) };
}

async function explore(
  mapped: Mapped | Whole,
  between: (distinct: number) => Promise<void> | void,
): Promise<Explored> {
  const states = mapped.stateOf === undefined ? undefined : new Set<string>();
  const exploration = createExploration(states === undefined ? mapped.model : collecting(states));
  while (exploration.advance(PORTION)) await between(exploration.summary.distinct);
  const { distinct, generated, depth, ended } = exploration.summary;
  if (ended !== 'all')
    throw new RangeError(`${mapped.model.name}: ended by ${ended}, not every state was met`);
  const own = { distinct, generated, depth };
  return { states, distinct: states?.size ?? distinct, own };

  /** The same model; each state leaves its text when it is met (CHEK-4). */
  function collecting(texts: Set<string>): Model {
    const { model, stateOf } = mapped as Mapped;
    const holds = (vector: Int32Array): boolean => {
      texts.add(canonicalText(stateOf(vector)));
      return true;
    };
    const about = 'every state can be read';
    return { ...model, properties: [{ id: 'mapped', kind: 'always', about, holds }] };
  }
}

function differencesOf({ distinct, states, own }: Explored, tlc: TlcResult): string[] {
  if (tlc.violated !== undefined) return [`TLC finds ${tlc.violated} violated`];
  const differences: string[] = [];
  const differ = (what: string, checker: number, module: number) => {
    if (checker !== module) differences.push(`${what}: checker ${checker}, TLC ${module}`);
  };
  differ('distinct states', distinct, tlc.distinct);
  if (states === undefined) {
    // What a mapping leaves out may take steps of its own.
    differ('steps', own.generated, tlc.generated);
    differ('depth', own.depth, tlc.depth);
  }
  if (states === undefined || tlc.states === undefined) return differences;
  const ofTlc = new Set(tlc.states.map((state) => canonicalText(parseState(state))));
  const example = (whose: string, ones: ReadonlySet<string>, others: ReadonlySet<string>) => {
    const alone = [...ones].filter((text) => !others.has(text));
    if (alone.length > 0)
      differences.push(`${alone.length} states only of ${whose}, such as ${alone[0]}`);
  };
  example('the checker', states, ofTlc);
  example('TLC', ofTlc, states);
  return differences;
}
