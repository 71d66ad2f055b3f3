/** The steps that are possible, and those that were taken: lists of buttons. */
import type { Place, PossibleStep } from '../../src/checker/told/walk.js';
import type { GraphPage } from './graph-page.js';

interface Props {
  readonly page: GraphPage;
  readonly place: Place;
}

export function StepsPart({ page, place, chosen }: Props & { readonly chosen: number }) {
  const { steps } = place;
  return (
    <section aria-label="What can happen">
      <h2>
        {steps.length === 0 ? 'Nothing can happen any more' : `What can happen (${steps.length})`}
      </h2>
      <ol class="steps">
        {steps.map((step, index) => (
          <li key={step.step}>
            <button
              type="button"
              class={index === chosen ? 'chosen' : ''}
              aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
              onClick={() => page.take(index)}
            >
              <b>{index + 1}</b> <span>{step.label}</span>
              <Marks step={step} />
            </button>
          </li>
        ))}
      </ol>
      <p class="quiet keys">
        1 to 9 take a step, j and k choose one, Enter takes it, Backspace goes back, Home to the
        start
      </p>
    </section>
  );
}

function Marks({ step: { breaks, shows, rows, leads } }: { readonly step: PossibleStep }) {
  return (
    <>
      {rows.length > 0 && <small>{rows.join(', ')}</small>}
      {!leads && <small>changes nothing</small>}
      {breaks.map((id) => (
        <strong class="bad" key={id}>
          violates {id}
        </strong>
      ))}
      {shows.map((id) => (
        <strong class="good" key={id}>
          shows {id}
        </strong>
      ))}
    </>
  );
}

export function PathPart({ page, place }: Props) {
  const words = ['the initial state', ...place.path];
  return (
    <section aria-label="Path so far">
      <h2>Path so far ({place.path.length})</h2>
      <ol class="path" start={0}>
        {words.map((label, index) => (
          <li key={index}>
            <button
              type="button"
              aria-current={index === place.path.length ? 'step' : undefined}
              onClick={() => page.back(index)}
            >
              <b>{index}</b> <span>{label}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
