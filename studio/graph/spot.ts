/** Where somebody stands in a state graph, as the page's address has it. */
import { readSchedule, writeSchedule } from '../../src/checker/told/schedule.js';
import type { OfferedModel, Spot } from './messages.js';

/** `model=election&size=3&steps=4.0.12` */
export function writeSpot({ model, size, schedule }: Spot): string {
  const parts = [`model=${model}`];
  if (size > 0) parts.push(`size=${size}`);
  if (schedule.length > 0) parts.push(`steps=${writeSchedule(schedule)}`);
  return parts.join('&');
}

/** What the address leaves out is the model's own; without a model it is the first. Undefined: none of them. */
export function readSpot(text: string, models: readonly OfferedModel[]): Spot | undefined {
  const given = new URLSearchParams(text);
  const name = given.get('model') ?? models[0]?.name;
  const model = models.find((one) => one.name === name);
  const schedule = readSchedule(given.get('steps') ?? '');
  const size = Number(given.get('size') ?? model?.sized?.default ?? 0);
  if (model === undefined || schedule === undefined || !Number.isInteger(size)) return undefined;
  return { model: model.name, size, schedule };
}
