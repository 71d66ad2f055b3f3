/** One exploration by this project's checker, in a process of its own. Arguments: model, size, workers, rounds. Prints JSON. */
import { createExploration, type Explored } from '../../src/checker/explore.js';
import type { Model } from '../../src/checker/model.js';
import { modelOf } from '../../src/cli/check/model-of.js';
import { exploreInThreads } from '../../src/cli/check/threads.js';
import type { Measured } from './measured.js';
import { watchThreads } from './thread-seconds.js';

const [name = '', size = '', workers = '1', rounds = '1'] = process.argv.slice(2);
const choice = { name, size: size === '-' ? undefined : Number(size), reductions: [] };

function alone(model: Model): Explored {
  const exploration = createExploration(model);
  while (exploration.advance(1_000_000));
  return exploration;
}

const together = (model: Model): Promise<Explored> =>
  exploreInThreads(
    { choice, model },
    Number(workers),
    {},
    {
      stop: new AbortController().signal,
      tell: () => {},
      script: new URL('./thread.mjs', import.meta.url),
    },
  );

/** The last round counts: tables of a model that stays are full then. */
async function measure(): Promise<Measured> {
  const model = modelOf(choice);
  for (let round = 1; ; round += 1) {
    const before = process.cpuUsage();
    const busiest = watchThreads();
    const startedMs = performance.now();
    const { summary } = workers === '1' ? alone(model) : await together(model);
    const seconds = (performance.now() - startedMs) / 1000;
    const { user, system } = process.cpuUsage(before);
    const busiestSeconds = busiest();
    const { generated, distinct, bytesPerState } = summary;
    const cpuSeconds = (user + system) / 1e6;
    const residentMb = process.resourceUsage().maxRSS / 1024;
    if (round >= Number(rounds))
      return {
        generated,
        distinct,
        seconds,
        cpuSeconds,
        bytesPerState,
        residentMb,
        ...(busiestSeconds !== undefined && { busiestSeconds }),
      };
  }
}

console.log(JSON.stringify(await measure()));
