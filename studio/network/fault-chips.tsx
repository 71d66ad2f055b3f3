/** The faults in force, in words. */
import { useActions, useSlowNow } from '../page/use-studio.js';
import { countAt } from '../run/recording.js';
import { sayMs } from '../time/say-time.js';
import { sayFault } from './say-fault.js';

export function FaultChips() {
  const { store } = useActions();
  const nowMs = useSlowNow();
  const { shown } = store.get();
  if (shown?.scenario === undefined) return null;
  const { faults } = shown.timeline.seek(countAt(shown.recording, nowMs));
  const inForce = shown.scenario.faults.filter((_, index) => faults[index] === 1);
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
