/** `fabric-gossip simulate FILE` of a path that `check MODEL --counterexample FILE` wrote: simulated peers play it. */
import { createTraceFile } from '../../adapters/trace-file.js';
import { UserMistake } from '../../adapters/user-mistake.js';
import type { PeerModel } from '../../checker/peers/peer-model.js';
import { type Played, playPath, type Stop, wayOf } from '../../checker/played/play-path.js';
import { type PathSaid, pathSaidIn } from '../../checker/validate/walked-again.js';
import type { SimulationObserver } from '../../simulator/node.js';
import { type PeerAtEnd, peersAtEnd } from '../../simulator/played/at-end.js';
import type { PlayedNetwork } from '../../simulator/played/run.js';
import { organisationOf } from '../../simulator/scenario/scenario.js';
import { createLines } from '../../trace/told.js';
import { modelOf } from '../check/model-of.js';
import { linesOf, traceReader } from '../check/trace-lines.js';
import { sayBreach } from './breach.js';
import { type Cast, createCastTrace, type MessageTrace } from './message-trace.js';
import { figuresOf } from './text-report.js';

export interface PlayOptions {
  readonly json?: boolean;
  readonly trace?: string;
  readonly messages?: boolean;
}

/** @throws UserMistake if the file is no path of a model of peers */
export async function play(path: string, options: PlayOptions): Promise<void> {
  const said = await saidIn(path);
  const model = peersOf(path, said);
  const way = stepsOf(path, model, said);
  const played = playedInto(options, model, said, way);
  const { run, violated } = played;
  const breaches = [...run.breaches, ...violated].sort((a, b) => a.atMs - b.atMs);
  const { notJudged, reached } = run;
  const atEnd = peersAtEnd(played.network, run);
  const { scenario: _, seed: __, ...report } = run.report();
  const { size, property } = said;
  const about = { model: model.name, size, property, steps: way.length };
  if (options.json)
    console.log(
      JSON.stringify({ ...about, atEnd, ...report, breaches, notJudged, reached }, null, 2),
    );
  else
    console.log(
      [
        `${titleOf(said)}, played: ${atEnd.length} peers, ${way.length} steps`,
        '',
        'At the end',
        ...linesOfEnd(atEnd),
        ...figuresOf(run.report(), false),
        ...sayBreach({ breaches, notJudged, reached }, false),
        ...verdictOf(said, played),
      ].join('\n'),
    );
  if (breaches.length > 0) process.exitCode = 1;
}

async function saidIn(path: string): Promise<PathSaid> {
  const read = traceReader(path);
  for await (const line of linesOf(path)) {
    const said = pathSaidIn(read(line));
    if (said !== undefined) return said;
    break;
  }
  throw new UserMistake(
    `${path}: expected a path of a model, as fabric-gossip check MODEL --counterexample FILE writes it, or a scenario`,
  );
}

function peersOf(path: string, { model: name, size }: PathSaid): PeerModel {
  const model = modelOf({ name, size });
  if ('view' in model) return model as PeerModel;
  throw new UserMistake(
    `${path}: ${name} is a model of machines that are no peers, so there is nothing to simulate; fabric-gossip check --trace ${path} walks the path again`,
  );
}

function stepsOf(path: string, model: PeerModel, { schedule }: PathSaid): Stop[] {
  try {
    return wayOf(model, schedule);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new UserMistake(`${path}: ${cause.message}`, { cause });
  }
}

function playedInto(
  { trace: file, messages }: PlayOptions,
  model: PeerModel,
  said: PathSaid,
  way: readonly Stop[],
): Played {
  const toPlay = { way, property: said.property, loopFrom: said.loopFrom };
  if (file === undefined) return playPath(model, toPlay);
  const { write, close } = createTraceFile(file);
  const line = createLines();
  let told: MessageTrace | undefined;
  const played = playPath(model, toPlay, {
    onCast(network) {
      if (messages) told = createCastTrace(castOf(said, way.length, network), write);
    },
    onStep: ({ number, label, peer, atMs }) => told?.note(peer, atMs, `${number}: ${label}`),
    observers: [
      ...(messages ? [passedOn(() => told!.observer)] : []),
      {
        trace(node, trace, atMs) {
          const record = { ...line(node.name, atMs, trace), trace };
          if (told === undefined) write(record);
          else told.onTrace(record);
        },
      },
    ],
  });
  close();
  return played;
}

/** To one that is not there yet. */
const passedOn = (to: () => SimulationObserver): SimulationObserver => ({
  life: (...of) => to().life?.(...of),
  sent: (...of) => to().sent?.(...of),
  received: (...of) => to().received?.(...of),
  dropped: (...of) => to().dropped?.(...of),
});

function castOf(said: PathSaid, steps: number, network: PlayedNetwork): Cast {
  const { model, size, property } = said;
  const { channels, peers, startMs, crypto } = network;
  return {
    title: `${titleOf(said)}, played`,
    says: {
      model,
      ...(size !== undefined && { size: String(size) }),
      ...(property !== undefined && { property }),
      steps: String(steps),
    },
    startMs,
    crypto,
    channels: channels.map(({ name }) => name),
    people: peers.map(({ name, pkiId, options }) => ({
      name,
      organisation: organisationOf(name),
      pkiId,
      endpoint: options.endpoint,
      channels: channels.filter(({ members }) => members.includes(name)).map((one) => one.name),
    })),
  };
}

const titleOf = ({ model, property }: PathSaid): string =>
  property === undefined ? model : `${model}: ${property}`;

function linesOfEnd(peers: readonly PeerAtEnd[]): string[] {
  const width = Math.max(...peers.map(({ name }) => name.length));
  const channelText = ({ name, height, leads }: PeerAtEnd['channels'][number]) =>
    `${name} at height ${height}${leads ? ', leads' : ''}`;
  return peers.map(({ name, stands, members, channels }) => {
    const of = members.length === 0 ? [] : [`members ${members.join(', ')}`];
    return `  ${name.padEnd(width)}  ${[stands, ...of, ...channels.map(channelText)].join('; ')}`;
  });
}

/** What the file says, and what became of it. */
function verdictOf({ property }: PathSaid, { violated }: Played): string[] {
  if (property === undefined) return [];
  const isShown = violated.some(({ id }) => id === property);
  return [
    '',
    isShown
      ? `The path shows that ${property} does not hold, and so do these peers.`
      : `The path shows that ${property} does not hold. Of these peers it does.`,
  ];
}
