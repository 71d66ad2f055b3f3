/** Each property at this state: whether it holds, since which step, and what it looks at. */
import type { Place, PropertyHere } from '../../src/checker/told/walk.js';

export function PropertiesHere({ place }: { readonly place: Place }) {
  return (
    <section aria-label="Properties">
      <h2>Properties at this state</h2>
      <table class="properties">
        <thead>
          <tr>
            <th scope="col">property</th>
            <th scope="col">here</th>
            <th scope="col">why</th>
          </tr>
        </thead>
        <tbody>
          {place.properties.map((property) => (
            <tr key={property.id} class={toneOf(property)}>
              <th scope="row">
                {property.id} <small>{property.kind}</small>
              </th>
              <td>{sayHere(property)}</td>
              <td>
                {property.about}
                <small> {whyOf(property)}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const toneOf = ({ kind, holds }: PropertyHere): string =>
  kind === 'always' ? (holds ? '' : 'bad') : holds ? 'good' : '';

function sayHere({ kind, holds }: PropertyHere): string {
  if (kind === 'always') return holds ? 'holds' : 'violated';
  return holds ? 'shown' : 'not here';
}

/** What every peer contributes, and for how long it has been so. */
function whyOf({ facts, since }: PropertyHere): string {
  const told = facts.map(({ peer, fact }) => `${peer} ${fact}`).join(', ');
  const when = since === 0 ? 'from the start' : `since step ${since}`;
  return told === '' ? when : `${told}; ${when}`;
}
