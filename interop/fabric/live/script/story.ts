/** The script of the live network, in order. */
import type { Stage } from '../stage.js';
import type { Planned } from '../steps.js';
import { configuration } from './configuration.js';
import { latecomers } from './late.js';
import { leadership } from './leaders.js';
import { meeting } from './meeting.js';
import { ordererSteps } from './orderer.js';
import { outside } from './outside.js';
import { partition } from './partition.js';
import { ways } from './ways.js';

export const story = (stage: Stage): readonly Planned[] => [
  ...meeting(stage),
  ...latecomers(stage),
  ...leadership(stage),
  ...ways(stage),
  ...outside(stage),
  ...partition(stage),
  ...configuration(stage),
  ...ordererSteps(stage),
];
