/** Text of the specification or a lesson: what stands between backticks is code. */
export function Words({ text }: { readonly text: string }) {
  return (
    <>
      {text.split('`').map((part, i) =>
        // Every second part stood between backticks; parts may be equal, so the place is the key.
        i % 2 === 1 ? <code key={`${i} ${part}`}>{part}</code> : part,
      )}
    </>
  );
}
