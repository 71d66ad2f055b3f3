/** The page of the state graph: the path, what is possible, what holds, and the machines of a peer at this state. */
import { useEffect, useState } from 'preact/hooks';
import { turnScheme } from '../page/scheme.js';
import { BehindPart } from './behind-part.jsx';
import type { GraphPage, GraphState } from './graph-page.js';
import { MachinesHere } from './machines-here.jsx';
import { PathPicture } from './path-picture.jsx';
import { PropertiesHere } from './properties-here.jsx';
import { PathPart, StepsPart } from './steps-part.jsx';

export function GraphApp({ page }: { readonly page: GraphPage }) {
  const [state, setState] = useState(page.get());
  useEffect(() => page.subscribe(() => setState(page.get())), [page]);
  const { place, problem } = state;
  return (
    <>
      <GraphHeader page={page} state={state} />
      {place === undefined ? (
        <main class="graph">
          <p class="quiet">{problem === '' ? 'The model is made …' : ''}</p>
        </main>
      ) : (
        <main class="graph">
          <div class="walk">
            <PathPicture place={place} chosen={state.chosen} />
            <StepsPart page={page} place={place} chosen={state.chosen} />
            <PathPart page={page} place={place} />
          </div>
          <div class="here">
            <PropertiesHere place={place} />
            <BehindPart page={page} behind={state.behind} />
            <section aria-label="The state">
              <h2>The state</h2>
              <ul class="described">
                {place.described.map((text, index) => (
                  <li key={index}>{text}</li>
                ))}
              </ul>
            </section>
          </div>
          <MachinesHere page={page} state={state} />
        </main>
      )}
      <p class="sr-only" role="status">
        {sayPlace(state)}
      </p>
    </>
  );
}

function GraphHeader({ page, state }: { readonly page: GraphPage; readonly state: GraphState }) {
  const { models, spot, problem } = state;
  const model = models.find(({ name }) => name === spot?.model);
  return (
    <header class="top">
      <h1>
        <img src="icon.svg" alt="" width="22" height="22" /> state graph
      </h1>
      <label>
        <span class="sr-only">Model</span>
        <select
          value={spot?.model ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget;
            const { sized } = models.find(({ name }) => name === value)!;
            page.open(value, sized?.default ?? 0);
          }}
        >
          {models.map(({ name, about }) => (
            <option key={name} value={name} title={about}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {model?.sized !== undefined && (
        <label class="seed">
          {model.sized.what}{' '}
          <input
            type="number"
            min={model.sized.min}
            max={model.sized.max}
            value={spot!.size}
            onChange={(event) => page.open(model.name, Number(event.currentTarget.value))}
          />
        </label>
      )}
      <span class="quiet about">{model?.about}</span>
      {problem !== '' && (
        <span class="problem" role="alert">
          {problem}
        </span>
      )}
      <span class="space" />
      <a href="./">studio</a>
      <button
        type="button"
        aria-label="Light or dark"
        onClick={() => turnScheme(document.documentElement)}
      >
        ◐
      </button>
    </header>
  );
}

/** One sentence for who hears the page. */
function sayPlace({ place }: GraphState): string {
  if (place === undefined) return '';
  const { path, steps, properties } = place;
  const broken = properties.filter(({ kind, holds }) => kind === 'always' && !holds);
  const wrong = broken.length === 0 ? 'nothing is violated' : `${broken[0]!.id} is violated`;
  const last = path.at(-1) ?? 'the initial state';
  return `${path.length} steps taken, last: ${last}. ${steps.length} are possible; ${wrong}.`;
}
