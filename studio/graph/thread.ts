/** The thread that explores: takes places to go to, gives back what is there, and then looks behind it. */
import type { Model } from '../../src/checker/model.js';
import { models } from '../../src/checker/models/registry.js';
import { lookBehind } from '../../src/checker/told/behind.js';
import { createWalk, type Walk } from '../../src/checker/told/walk.js';
import type { FromGraph, Spot, ToGraph } from './messages.js';

/** States between two looks for a new order: some milliseconds. */
const STATES_AT_ONCE = 200;
/** States between two messages about what lies behind. */
const TOLD_EVERY = 2_000;

const page = self as unknown as {
  postMessage(message: FromGraph): void;
  onmessage: ((event: MessageEvent<ToGraph>) => void) | null;
};
const say = (message: FromGraph) => page.postMessage(message);

/** Wakes the loop; a timer would wait 4 ms each time. */
const { port1: bell, port2: ring } = new MessageChannel();
let next = () => {};
bell.onmessage = () => next();

let open: { readonly key: string; readonly model: Model; readonly walk: Walk } | undefined;

say({
  type: 'models',
  models: models.map(({ name, about, sized }) => ({ name, about, sized })),
});

page.onmessage = ({ data: { spot } }) => {
  next = () => {};
  try {
    const { model, walk } = opened(spot);
    say({ type: 'place', spot, place: walk.at(spot.schedule) });
    look(model, walk);
  } catch (error) {
    say({ type: 'problem', what: (error as Error).message });
  }
};

function opened({ model: name, size }: Spot) {
  const key = `${name} ${size}`;
  if (open?.key === key) return open;
  const entry = models.find((one) => one.name === name);
  if (entry === undefined)
    throw new RangeError(
      `there is no model "${name}": expected one of ${models.map((one) => one.name).join(', ')}`,
    );
  const { sized } = entry;
  if (sized !== undefined && (size < sized.min || size > sized.max))
    throw new RangeError(`${name} takes ${sized.min} to ${sized.max} ${sized.what}`);
  const model = entry.make(size);
  open = { key, model, walk: createWalk(model) };
  return open;
}

function look(model: Model, walk: Walk): void {
  const looking = lookBehind(model, walk.state);
  let told = 0;
  let met = 0;
  next = () => {
    const goesOn = looking.advance(STATES_AT_ONCE);
    met += STATES_AT_ONCE;
    if (!goesOn || met - told >= TOLD_EVERY) {
      told = met;
      say({ type: 'behind', behind: looking.behind });
    }
    if (goesOn) ring.postMessage(0);
  };
  ring.postMessage(0);
}
