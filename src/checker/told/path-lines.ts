/**
 * A path of a network of peers in the project's trace format: who takes part, each step in words, what the peers
 * decide in it, and every envelope from where it is sent to where it arrives or is lost.
 *
 * Implements spec/17-checker.md, CHEK-98.
 */
import type { Trace } from '../../peer/trace.js';
import { createChannelFinder } from '../../trace/channel-of.js';
import { openedEnvelope, seenOf } from '../../trace/message.js';
import { createLines, type FileLine, type MessageTold } from '../../trace/told.js';
import { createSymbolicCrypto } from '../../wire/crypto/symbolic.js';
import type { Path } from '../path.js';
import { FIRST_MS } from '../peers/locals.js';
import type { PeerModel } from '../peers/peer-model.js';
import type { Happening } from '../peers/view.js';
import {
  aboutPath,
  instantAfter,
  LOOP_BEGINS,
  noteOfFailure,
  type PathTold,
} from './about-path.js';
import { type Flight, trackFlights } from './in-flight.js';
import { scheduleOf, visitSteps } from './schedule.js';

export function linesOfPath(model: PeerModel, path: Path, told: PathTold = {}): FileLine[] {
  const { view } = model;
  const line = createLines();
  const names = view.people.map(({ name }) => name);
  const schedule = scheduleOf(model, path);
  const lines = [
    line('', FIRST_MS, aboutPath(model, schedule, told)),
    ...view.people.map(({ name, organisation, pkiId, endpoint }) =>
      line(name, FIRST_MS, {
        kind: 'who',
        role: 'peer',
        organisation,
        pkiId,
        endpoint,
        channels: [],
      }),
    ),
  ];
  const [initial] = path;
  names.forEach((name, peer) => {
    const runs = view.stateOf(initial!.state, peer) !== undefined;
    if (runs) lines.push(line(name, FIRST_MS, { kind: 'life', what: 'started' }));
  });
  const { learn, channelOf } = createChannelFinder(createSymbolicCrypto('models'));
  const decided = (name: string, atMs: number, trace: Trace) => {
    if (trace.kind === 'channel') learn(trace.channel);
    lines.push(line(name, atMs, trace));
  };
  for (const { peer, traces } of view.prologue)
    for (const trace of traces) decided(names[peer]!, FIRST_MS, trace);
  const inFlight = trackFlights(view, initial!.state);
  const message =
    (what: MessageTold['what'], atMs: number) => (flight: Flight & { why?: string }) => {
      const [from, to] = [names[flight.from]!, names[flight.to]!];
      const { id, why } = flight;
      const { pkiId } = view.people[flight.from]!;
      const opened = openedEnvelope(flight.bytes);
      const seen = seenOf(flight.bytes, opened, (one) => channelOf(one, pkiId));
      const of = { kind: 'message', what, from, to, ...seen, id, ...(why && { why }) } as const;
      lines.push(line(what === 'sent' ? from : to, atMs, of));
    };
  inFlight.flights.forEach(message('sent', FIRST_MS));

  for (const [index, step] of schedule.entries()) {
    const atMs = instantAfter(index + 1);
    const { label, traces = [], state } = path[index + 1]!;
    const happening = happeningOf(model, path[index]!.state, step);
    const name = names[happening.peer]!;
    lines.push(line(name, atMs, { kind: 'note', what: 'note', text: `${index + 1}: ${label}` }));
    if (index === told.loopFrom) lines.push(line('', atMs, LOOP_BEGINS));
    if (happening.what === 'crashes') lines.push(line(name, atMs, { kind: 'life', what: 'ended' }));
    if (happening.what === 'starts')
      lines.push(line(name, atMs, { kind: 'life', what: 'started' }));
    const { copied, arrived, sent, lost } = inFlight.step(state, happening);
    copied.forEach(message('sent', atMs));
    arrived.forEach(message('arrived', atMs));
    lost.forEach(message('lost', atMs));
    for (const { peer, trace } of traces) decided(peer, atMs, trace);
    sent.forEach(message('sent', atMs));
  }
  if (told.property !== undefined)
    lines.push(line('', instantAfter(schedule.length), noteOfFailure(told.property)));
  return lines;
}

function happeningOf(model: PeerModel, state: Int32Array, wanted: number): Happening {
  let found: Happening | undefined;
  visitSteps(model, state, (step) => {
    if (step === wanted) found = model.view.happening();
  });
  return found!;
}
