/** What is inside the chosen message: fields by name, as they stood on the wire. */
import { useEffect, useState } from 'preact/hooks';
import { sayEvent } from '../page/say-event.js';
import type { Shown } from '../page/store.js';
import { sayMs } from '../time/say-time.js';

export function Inside({ shown, message }: { readonly shown: Shown; readonly message: number }) {
  const [text, setText] = useState('');
  const envelope = shown.envelopeOf?.(message);
  useEffect(() => {
    let isOver = false;
    setText('');
    if (envelope === undefined) return;
    // What decodes comes when somebody looks.
    void import('./message-text.js').then(({ messageText }) => {
      const nameOf = (pki: string) => shown.cast.peers.find((peer) => peer.pki === pki)?.name;
      if (!isOver) setText(messageText(envelope, nameOf));
    });
    return () => {
      isOver = true;
    };
  }, [envelope, shown.cast]);
  if (message < 0 || message >= shown.recording.length)
    return <p class="quiet">Choose one in the diagram “Who sent what to whom”, or in the log.</p>;
  const bytes = shown.recording.e[message]!;
  return (
    <>
      <p>
        {sayMs(shown.recording.at[message]!)}: {sayEvent(shown, message)}
        {bytes > 0 && `, ${bytes.toLocaleString('en')} bytes`}
      </p>
      {envelope === undefined ? (
        <p class="quiet">Its bytes are not in this source.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by keyboard
        <pre class="inside" tabIndex={0}>
          {text}
        </pre>
      )}
    </>
  );
}
