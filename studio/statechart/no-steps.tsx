/** Why machines stand still, or there are none: who looks at an empty list is told. */
import { useMemo } from 'preact/hooks';
import type { Shown } from '../page/store.js';
import { Words } from '../page/words.js';
import { whoTells, whyNot } from './why-no-steps.js';

export interface NoStepsProps {
  readonly shown: Shown;
  /** -1 for the whole network. */
  readonly peer: number;
  /** Of the peer at the instant. */
  readonly life: number | undefined;
  /** Whether the peer has a machine at the instant. */
  readonly hasMachines: boolean;
}

export function NoSteps({ shown, peer, life, hasMachines }: NoStepsProps) {
  const { recording } = shown;
  const { length } = recording;
  const tellers = useMemo(() => whoTells(shown), [recording, length]);
  const text = hasMachines ? '' : whyNot(shown, peer, life, tellers);
  return text === '' ? null : (
    <p class="quiet no-steps">
      <Words text={text} />
    </p>
  );
}
