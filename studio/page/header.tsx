/** What is shown: scenario and seed, files, the address to share, light and dark. */
import { useEffect, useState } from 'preact/hooks';
import { ADDRESS_MAX, encodePlace } from '../run/address.js';
import { openFiles } from '../sources/open-files.js';
import { saveText } from './save.js';
import { turnScheme } from './scheme.js';
import { useActions, useStudio } from './use-studio.js';

export function Header() {
  const studio = useActions();
  const { store, open } = studio;
  const offered = useStudio((state) => state.offered);
  const given = useStudio((state) => state.given);
  const title = useStudio(({ shown }) => shown?.about?.title);
  const problem = useStudio((state) => state.problem);
  const [said, setSaid] = useState('');
  // Said of the run that was there then.
  useEffect(() => setSaid(''), [given]);
  const share = async () => {
    const { nowMs, peer, shown } = store.get();
    if (given === undefined) return;
    const place = {
      scenario: given,
      atMs: Math.round(nowMs),
      peer: shown?.cast.peers[peer]?.name ?? '',
    };
    const text = await encodePlace(place);
    if (store.get().given !== given) return;
    if (text.length > ADDRESS_MAX) return setSaid('too long for an address: save the scenario');
    history.replaceState(null, '', `#${text}`);
    await navigator.clipboard?.writeText(location.href).catch(() => {});
    if (store.get().given === given) setSaid('the address holds this run');
  };
  const turn = () => {
    turnScheme(document.documentElement);
    store.set({});
  };
  const isOffered = offered.some(({ scenario }) => scenario.name === given?.name);
  return (
    <header class="top">
      <h1>
        <img src="icon.svg" alt="" width="22" height="22" /> gossip studio
      </h1>
      <label>
        <span class="sr-only">Scenario</span>
        <select
          value={isOffered ? given!.name : ''}
          onChange={(event) => {
            const found = offered.find(
              ({ scenario }) => scenario.name === event.currentTarget.value,
            );
            if (found !== undefined) open(found.scenario);
          }}
        >
          {!isOffered && <option value="">{given?.name || title || 'a recording'}</option>}
          {offered.map(({ about, scenario }) => (
            <option key={scenario.name} value={scenario.name} title={about}>
              {scenario.name}
            </option>
          ))}
        </select>
      </label>
      {given !== undefined && (
        <label class="seed">
          seed{' '}
          <input
            type="number"
            min="0"
            value={given.seed}
            onChange={(event) =>
              open({ ...given, seed: Math.max(0, Math.floor(Number(event.currentTarget.value))) })
            }
          />
        </label>
      )}
      <label class="file">
        open a file
        <input
          type="file"
          multiple
          accept=".yaml,.yml,.json,.jsonl,.ndjson,.gz"
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = '';
            void openFiles(
              studio,
              files.map((blob) => ({ name: blob.name, blob })),
            );
          }}
        />
      </label>
      {problem !== '' && (
        <span class="problem" role="alert">
          {problem}
        </span>
      )}
      <span class="said" role="status">
        {said}
      </span>
      <span class="space" />
      {given !== undefined && (
        <>
          <button type="button" onClick={() => void share()}>
            share
          </button>
          <button
            type="button"
            title="A scenario file for fabric-gossip simulate, with everything that was done"
            onClick={() => saveText(`${given.name || 'run'}.json`, JSON.stringify(given, null, 2))}
          >
            save scenario
          </button>
          <button
            type="button"
            title="JSON Lines, as fabric-gossip simulate --trace writes it"
            onClick={() => void studio.trace().then((text) => saveText('trace.jsonl', text))}
          >
            save trace
          </button>
        </>
      )}
      <button type="button" onClick={() => store.set({ tab: 'lesson' })}>
        lessons
      </button>
      <button type="button" aria-label="Light or dark" onClick={turn}>
        ◐
      </button>
    </header>
  );
}
