/**
 * Peers that flush their bursts as Fabric does: by a clock that ticks from the start on, not from the
 * first message of a burst. PUSH-1 allows both ("at the latest"). For experiments of the calibration.
 */
import { step } from '../../../src/peer/peer.js';
import { timerName } from '../../../src/peer/timer-names.js';
import type { Step } from '../../../src/simulator/node.js';

/** `phaseMs`: by how much its ticks are ahead of whole multiples of the period. */
export function tickingStep(phaseMs: number): Step {
  return (peer, input, atMs, choose) =>
    step(peer, input, atMs, choose).map((effect) => {
      if (effect.type !== 'timer.arm' || timerName(effect.timer).machine !== 'emitter')
        return effect;
      const periodMs = peer.config.parameters.maxPropagationBurstLatency;
      return { ...effect, ms: periodMs - ((atMs + phaseMs) % periodMs) };
    });
}
