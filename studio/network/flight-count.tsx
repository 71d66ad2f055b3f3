/** How many messages are drawn, and how many of them are under way: most have arrived before an eye has seen them. */
import { useActions, useSlowNow, useStudio } from '../page/use-studio.js';
import { countAt, SENT } from '../run/recording.js';
import { FAMILIES, familyOf } from './families.js';
import { countFlights, SEEN_MS, sayFlights } from './in-flight.js';

export function FlightsSaid() {
  const { store } = useActions();
  const nowMs = useSlowNow();
  const hidden = useStudio((state) => state.hidden);
  const speed = useStudio((state) => state.speed);
  const { shown } = store.get();
  if (shown === undefined) return null;
  const { recording } = shown;
  const { kind, c, strings } = recording;
  // What the ordering service hands out is drawn as a block.
  const isHidden = (i: number) => {
    const sent = kind[i] === SENT ? strings[c[i]!]! : 'dataMsg';
    return hidden.has(FAMILIES[familyOf(sent)]!.name);
  };
  const index = countAt(recording, nowMs);
  const count = countFlights(recording, nowMs, index, SEEN_MS * speed, isHidden);
  return (
    <span class="flights" title="Each is drawn for 0.45 s of your time, since most arrive at once">
      {sayFlights(count)}
    </span>
  );
}
