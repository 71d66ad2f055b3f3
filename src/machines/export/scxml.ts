/**
 * A machine as SCXML (W3C State Chart XML 1.0). Guards are calls of functions that the reader's host
 * must supply; actions are `<log>` elements, which have no effect; delays are data of the document.
 */
import type { AnyStateMachine } from 'xstate';
import { ANY_STATE, type Arrow, type Chart, chartOf } from './chart.js';

const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const delayOf = (event: string) => /^after (.*)/.exec(event)?.[1];
/** Names the timer of one delay in one state; also the event that it sends. */
const timer = (state: string, delay: string) => `after.${delay}.${state}`;

export function scxmlOf(machine: AnyStateMachine): string {
  const chart = chartOf(machine);
  const delays = [
    ...new Set(chart.arrows.flatMap((a) => a.events.flatMap((e) => delayOf(e) ?? []))),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!-- Generated from the machine. Guards are functions of the host; actions are logged only. -->',
    `<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" name="${escaped(chart.name)}"`,
    '       datamodel="ecmascript" initial="all">',
    ...(delays.length === 0
      ? []
      : [
          '  <datamodel>',
          '    <!-- Milliseconds; to be set by the host. -->',
          ...delays.map((delay) => `    <data id="${delay}" expr="0"/>`),
          '  </datamodel>',
        ]),
    `  <state id="all" initial="${chart.initial}">`,
    ...transitions(chart, ANY_STATE).map((line) => `    ${line}`),
    ...chart.states.flatMap((state) => stateLines(chart, state)).map((line) => `    ${line}`),
    '  </state>',
    '</scxml>',
    '',
  ].join('\n');
}

function stateLines(chart: Chart, state: string): string[] {
  const own = chart.arrows.filter((arrow) => arrow.from === state);
  const delays = [...new Set(own.flatMap((a) => a.events.flatMap((e) => delayOf(e) ?? [])))];
  const body = [
    ...delays.flatMap((delay) => {
      const id = timer(state, delay);
      return [
        `<onentry><send event="${id}" id="${id}" delayexpr="${delay} + 'ms'"/></onentry>`,
        `<onexit><cancel sendid="${id}"/></onexit>`,
      ];
    }),
    ...transitions(chart, state),
  ];
  if (body.length === 0) return [`<state id="${state}"/>`];
  return [`<state id="${state}">`, ...body.map((line) => `  ${line}`), '</state>'];
}

/** In document order, which is the order in which SCXML tries them. */
function transitions(chart: Chart, state: string): string[] {
  return chart.arrows
    .filter((arrow) => arrow.from === state)
    .flatMap((arrow) => {
      const head = [
        'transition',
        `event="${escaped(arrow.events.map((e) => eventName(state, e)).join(' '))}"`,
        ...(arrow.guard === '' ? [] : [`cond="${escaped(arrow.guard)}(_event)"`]),
        ...(arrow.kind === 'go' ? [`target="${targetOf(arrow)}"`] : []),
      ].join(' ');
      const comment = `<!-- ${arrow.id} -->`;
      if (arrow.actions.length === 0) return [comment, `<${head}/>`];
      return [
        comment,
        `<${head}>`,
        ...arrow.actions.map((name) => `  <log label="action" expr="'${escaped(name)}'"/>`),
        '</transition>',
      ];
    });
}

const targetOf = ({ to }: Arrow) => escaped(to);

function eventName(state: string, event: string): string {
  const delay = delayOf(event);
  return delay === undefined ? event : timer(state, delay);
}
