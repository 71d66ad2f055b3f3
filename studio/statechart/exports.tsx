/** The machine for other tools: pictures and documents that were written when the site was built. */
const FORMATS = [
  ['svg', 'SVG'],
  ['mmd', 'Mermaid'],
  ['scxml', 'SCXML'],
  ['json', 'XState JSON'],
] as const;

export function Exports({ name }: { readonly name: string }) {
  return (
    <p class="exports">
      save as
      {FORMATS.map(([ending, format]) => (
        <a key={ending} href={`machine-${name}.${ending}`} download={`machine-${name}.${ending}`}>
          {format}
        </a>
      ))}
    </p>
  );
}
