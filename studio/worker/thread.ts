/** The thread that simulates: takes scenarios, gives back what happens, in pieces. */
import { problemsOf } from '../../src/simulator/scenario/problems.js';
import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import { chunkOf } from '../run/recording.js';
import { createStudioRun } from '../run/studio-run.js';
import type { FromWorker, ToWorker } from './messages.js';

/** Events of the simulator between two looks for a new order. */
const EVENTS_AT_ONCE = 2_000;
/** Recorded events that are worth sending. */
const CHUNK_EVENTS = 20_000;

const page = self as unknown as {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};

/** Only the newest order is worked on. */
let current = 0;
/** Wakes the loop; a timer would wait 4 ms each time. */
const { port1: bell, port2: ring } = new MessageChannel();
let next = () => {};
bell.onmessage = () => next();

page.onmessage = ({ data }) => {
  current = data.run;
  try {
    const [problem] = problemsOf(data.scenario);
    if (problem !== undefined) say({ type: 'problem', run: data.run, what: problem });
    else if (data.type === 'trace') trace(data.run, data.scenario);
    else record(data.run, data.scenario);
  } catch (error) {
    say({ type: 'problem', run: data.run, what: (error as Error).message });
  }
};

const say = (message: FromWorker, transfer: Transferable[] = []) =>
  page.postMessage(message, transfer);

function record(run: number, scenario: Scenario): void {
  const live = createStudioRun(scenario);
  const { recording } = live;
  let told = 0;
  let toldStrings = 0;
  say({ type: 'opened', run, cast: live.cast, scenario: live.scenario });
  const tell = () => {
    const chunk = chunkOf(recording, told, toldStrings);
    told = recording.length;
    toldStrings = recording.strings.length;
    const buffers = Object.values(chunk.columns).map(({ buffer }) => buffer as ArrayBuffer);
    say({ type: 'chunk', run, chunk, untilMs: live.atMs }, buffers);
  };
  next = () => {
    if (run !== current) return;
    const goesOn = live.advance(EVENTS_AT_ONCE);
    if (recording.length - told >= CHUNK_EVENTS || !goesOn || told === 0) tell();
    if (goesOn) return ring.postMessage(0);
    say({ type: 'over', run, isFull: live.isFull, notJudged: live.notJudged });
  };
  next();
}

function trace(run: number, scenario: Scenario): void {
  const lines: string[] = [];
  const live = createStudioRun(scenario, { onTrace: (line) => lines.push(JSON.stringify(line)) });
  while (live.advance(100_000));
  say({ type: 'traced', run, text: lines.map((line) => `${line}\n`).join('') });
}
