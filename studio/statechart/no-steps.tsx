/** Why the machines of a recording stand still: it has messages, and what peers made of them it has not. */
import { useMemo } from 'preact/hooks';
import type { Shown } from '../page/store.js';
import { Words } from '../page/words.js';
import { STEP } from '../run/recording.js';

export function NoSteps({ shown: { scenario, about, recording } }: { readonly shown: Shown }) {
  const { length } = recording;
  const hasSteps = useMemo(
    () => recording.kind.subarray(0, length).includes(STEP),
    [recording, length],
  );
  // Of what is still recorded or live, they come.
  if (hasSteps || scenario !== undefined || about?.source === 'live') return null;
  return (
    <p class="quiet">
      <Words
        text={`This holds messages only, without the steps of machines. ${howOf(about?.source)}`}
      />
    </p>
  );
}

const REPLAY =
  '`fabric-gossip replay … --trace FILE` adds the machines of a peer that lives through a capture: open FILE.';
const howOf = (source: NonNullable<Shown['about']>['source'] | undefined): string =>
  source === 'conformance'
    ? `The record of the run, opened with the trace, has the steps that a target tells in its log. ${REPLAY}`
    : REPLAY;
