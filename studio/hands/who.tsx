/** A field that names a peer, an organisation, or everybody. */
import { useStudio } from '../page/use-studio.js';

export const EVERYBODY = '';

interface WhoProps {
  readonly label: string;
  readonly value: string;
  /** How everybody is called here. */
  readonly everybody: string;
  readonly onChange: (name: string) => void;
}

export function Who({ label, value, everybody, onChange }: WhoProps) {
  const cast = useStudio(({ shown }) => shown?.cast);
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value={EVERYBODY}>{everybody}</option>
        {cast?.organisations.map((organisation, o) => (
          <optgroup key={organisation} label={organisation}>
            <option value={organisation}>all of {organisation}</option>
            {cast.peers.map(({ name, organisation: own }) =>
              own === o ? (
                <option key={name} value={name}>
                  {name}
                </option>
              ) : null,
            )}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
