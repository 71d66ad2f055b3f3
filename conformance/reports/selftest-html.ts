/** What a self-test found, for people: the score, the matrix of mutants by cases, and every sweep. */
import type { MutantReport } from '../selftest/judge-mutant.js';
import type { PlayedCase } from '../selftest/played-case.js';
import { type SelftestReport, type SweepReport, score, troubles } from '../selftest/report.js';
import { chapterOf, chapterTitle, colourOf } from './chapters.js';
import { escapeXml } from './escape.js';
import { page } from './html.js';
import { mutantMatrix } from './mutant-matrix.js';

/** So much trouble lies open from the beginning. */
const OPEN_MAX = 20;

export function selftestHtml(report: SelftestReport): string {
  const { killed, total, percent } = score(report);
  const wrong = troubles(report);
  const sound = wrong.length === 0;
  const partial = report.partial ? ' Only some of the mutants were played.' : '';
  const sentence = sound
    ? `The suite is sound: ${killed} of ${total} mutants killed (${percent}).`
    : `The suite is not sound: ${wrong.length} of what it must find or leave alone came otherwise; ${killed} of ${total} mutants killed (${percent}).`;
  return page('Self-test of the conformance suite', [
    '<h1>Self-test of the conformance suite</h1>',
    `<p class="verdict ${sound ? 'good' : 'bad'}">${sentence}${partial}</p>`,
    `<p class="dim">Suite ${escapeXml(report.suite.version)}, seed ${escapeXml(report.seed)}, mutants ${report.as === 'inproc' ? 'in process' : 'as processes over mutual TLS'}, ${report.startedAt}, ${(report.durationMs / 1_000).toFixed(1)} s</p>`,
    ...(sound ? [] : [trouble(wrong)]),
    '<h2 id="matrix">Mutants by cases</h2>',
    '<p>A row is the reference with one fault, a column a case; red: the case fails on it, grey: it passes, empty: it was not played. The name of a field shows on hovering; the list below has it all.</p>',
    `<div class="diagram" tabindex="0">${mutantMatrix(report.mutants)}</div>`,
    '<h2 id="mutants">Mutants</h2>',
    mutants(report.mutants),
    clauses(report),
    ...sweeps('Targets that are none: they must pass nothing', report.degenerate),
    ...sweeps('Other habits: they must pass everything', report.benign),
    ...sweeps('Further seeds', report.seeds),
    ...sweeps('Under load', report.load),
    adapters(report),
  ]);
}

/** A partial self-test has a long list, which nobody asked for. */
const trouble = (wrong: readonly string[]): string =>
  `<details${wrong.length <= OPEN_MAX ? ' open' : ''}><summary>${wrong.length} not as they must be</summary><ul>${wrong.map((line) => `<li>${escapeXml(line)}</li>`).join('')}</ul></details>`;

function mutants(all: readonly MutantReport[]): string {
  const rows = all.map(({ id, fault, breaks, fate, missed, cases }) => {
    const failing = cases.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
    const colour = fate === 'killed' ? 'good' : 'bad';
    return `<tr><td class="word ${colour}">${fate}</td><td><span class="id">${escapeXml(id)}</span><span class="said">${escapeXml(`the reference that ${fault}`)}</span>${missed.map((line) => `<span class="bad">${escapeXml(line)}</span>`).join('<br>')}</td><td>${breaks.join(' ')}</td><td>${failing.map(checkHtml).join('') || 'no case fails'}</td></tr>`;
  });
  return `<div class="wide" tabindex="0"><table class="matrix"><thead><tr><th scope="col">Fate</th><th scope="col">Mutant</th><th scope="col">Breaks</th><th scope="col">Cases that fail</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

const checkHtml = ({ id, expected }: PlayedCase): string =>
  `<details><summary><span class="id">${escapeXml(id)}</span></summary>${expected ? `<p>expected ${escapeXml(expected)}</p>` : ''}</details>`;

function clauses({ clauses: { judged, unbroken } }: SelftestReport): string {
  const rows = unbroken.map(
    ({ clause, reason }) =>
      `<tr><td><code>${clause}</code></td><td class="${reason ? '' : 'bad'}">${escapeXml(reason ?? 'no mutant breaks it, and nobody says why')}</td></tr>`,
  );
  const list = rows.length > 0 ? `<table><tbody>${rows.join('')}</tbody></table>` : '';
  return `<h2 id="clauses">Clauses</h2><p>Cases judge ${judged} MUST clauses; mutants break ${judged - unbroken.length} of them.</p>${list}`;
}

function sweeps(title: string, all: readonly SweepReport[]): string[] {
  if (all.length === 0) return [];
  const rows = all.map(({ name, says, planned, wrong }) => {
    const told =
      wrong.length === 0
        ? '<span class="good">as it must be</span>'
        : wrong
            .map(
              ({ id, verdict }) =>
                `<span class="${colourOf(verdict)}">${verdict}</span> <span class="id">${escapeXml(id)}</span> (${escapeXml(chapterTitle(chapterOf(id)))})`,
            )
            .join('<br>');
    return `<tr><th scope="row">${escapeXml(name)}</th><td>${escapeXml(says)}</td><td class="n">${planned}</td><td>${told}</td></tr>`;
  });
  return [
    `<h2>${title}</h2><div class="wide" tabindex="0"><table><thead><tr><th scope="col">Target</th><th scope="col">What it is</th><th scope="col" class="n">cases</th><th scope="col">Outcome</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`,
  ];
}

function adapters({ adapters: all }: SelftestReport): string {
  if (all.length === 0) return '';
  const rows = all.map(
    ({ name, expected, observed, right }) =>
      `<tr><td class="word ${right ? 'good' : 'bad'}">${right ? 'right' : 'wrong'}</td><th scope="row">${escapeXml(name)}</th><td>${escapeXml(expected)}</td><td>${escapeXml(observed)}</td></tr>`,
  );
  return `<h2>Adapters that break the control protocol</h2><div class="wide" tabindex="0"><table><thead><tr><th scope="col">Suite</th><th scope="col">Adapter</th><th scope="col">Expected</th><th scope="col">Observed</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}
