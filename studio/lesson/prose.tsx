/** Text of a lesson: what stands between backticks is code, between asterisks is stressed. */
export function Prose({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/(`[^`]+`|\*[^\s*][^*]*\*)/).map((part, i) => {
        // Every second part is marked; parts may be equal, so the place is the key.
        if (i % 2 === 0) return part;
        const inner = part.slice(1, -1);
        const key = `${i} ${part}`;
        return part.startsWith('`') ? <code key={key}>{inner}</code> : <em key={key}>{inner}</em>;
      })}
    </>
  );
}
