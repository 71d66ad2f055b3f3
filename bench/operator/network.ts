/** The network of an operator who told of it: 90 peers of 5 organisations on 25 channels. */
import { type Scenario, scenarioOf } from '../../src/simulator/scenario/scenario.js';

/** Each channel has two organisations, so that each organisation is on ten. */
export function operatorNetwork(): Scenario {
  const organisations = Array.from({ length: 5 }, (_, index) => ({
    name: `Org${index + 1}`,
    peers: 18,
    region: '',
    hidden: 0,
  }));
  const names = organisations.map(({ name }) => name);
  return scenarioOf({
    name: '90 peers of 5 organisations, 25 channels',
    organisations,
    channels: Array.from({ length: 25 }, (_, index) => ({
      name: `ch${index + 1}`,
      organisations: [names[index % 5]!, names[(index + 1 + (index % 4)) % 5]!],
      without: [],
    })),
    leadership: 'static',
  });
}
