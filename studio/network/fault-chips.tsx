/** The faults in force, in words. */
import type { Fault } from '../../src/simulator/scenario/faults.js';
import { useActions, useSlowNow } from '../page/use-studio.js';
import { countAt } from '../run/recording.js';
import { sayMs } from '../time/say-time.js';
import { sayFault } from './say-fault.js';

/** What is over at once is shown for so long, ms of simulated time. */
const MOMENT_MS = 3_000;

const isMoment = ({ kind }: Fault): boolean =>
  kind === 'message' || kind === 'newcomer' || kind === 'clock';

export function FaultChips() {
  const { store } = useActions();
  const nowMs = useSlowNow();
  const { shown } = store.get();
  if (shown?.scenario === undefined) return null;
  const { faults } = shown.timeline.seek(countAt(shown.recording, nowMs));
  const inForce = shown.scenario.faults.filter(
    (fault, index) => faults[index] === 1 && (!isMoment(fault) || nowMs < fault.at + MOMENT_MS),
  );
  return (
    <ul class="fault-chips" aria-label="Faults in force">
      {inForce.map((fault) => (
        <li key={`${fault.kind} ${fault.at} ${sayFault(fault)}`}>
          {sayFault(fault)}
          {'until' in fault && fault.until < shown.durationMs && (
            <small> until {sayMs(fault.until)}</small>
          )}
        </li>
      ))}
    </ul>
  );
}
