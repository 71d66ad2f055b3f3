/** Peers that run: where they are, whether they answer, and a field for another one. */
import { useState } from 'preact/hooks';
import { useActions, useStudio } from '../page/use-studio.js';

export function WatchForm() {
  const studio = useActions();
  const watched = useStudio((state) => state.watched);
  const [address, setAddress] = useState('');
  const watch = async () => {
    const { watchPeers } = await import('./live.js');
    watchPeers(studio, [...watched.map((one) => one.address), address.trim()]);
  };
  return (
    <section class="watch" aria-label="Running peers">
      <h2>Running peers</h2>
      <ul>
        {watched.map((one) => (
          <li key={one.address}>
            <code>{one.address}</code> {one.state}
            {one.why !== '' && `: ${one.why}`}
          </li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void watch();
        }}
      >
        <label>
          <span class="sr-only">Address of a running peer</span>
          <input
            type="text"
            placeholder="ws://127.0.0.1:PORT"
            value={address}
            onInput={(event) => setAddress(event.currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={address.trim() === ''}>
          watch
        </button>
      </form>
      <p class="quiet">
        A peer started with <code>fabric-gossip peer --inspect</code> prints its address.
      </p>
    </section>
  );
}
