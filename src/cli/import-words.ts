import type { DeadEnd, ImportReport, StateReport } from '../flow/import/report.ts';

/** What an import did, as lines for people. Ends with a line break. */
export function importWords(files: readonly string[], report: ImportReport): string {
  const { states, losses, deadEnds, given, notes } = report;
  const taken = states.filter(({ steps }) => steps.length > 0);
  const left = states.filter(({ steps }) => steps.length === 0);
  const parts = [
    section(`Imported ${taken.length} of ${states.length} states as "${report.flow}".`, files),
    section('How it starts:', notes),
    section('What each state became:', taken.map(stateWords)),
    section(
      'Left out, because nothing that was taken over leads there:',
      left.map(({ state, widget }) => `${state} (${widget})`),
    ),
    section(
      'Could not be taken over as it was:',
      losses.map(({ state, what }) => `${state}: ${what}`),
    ),
    section('Wired to nothing in Studio, so the conversation ends there:', deadEnds.filter(({ ends }) => ends).map(endWords)),
    section(
      'Wired to nothing in Studio for a text that could not be sent, of which Parley learns later:',
      deadEnds.filter(({ ends }) => !ends).map(endWords),
    ),
    section(
      'Set by nothing in the flow, so give them when you start it:',
      given.map(({ attribute, was }) => `${attribute} (was ${was})`),
    ),
    'Look through it with npx parley diagram, and check it with npx parley check.',
  ];
  return `${parts.filter((part) => part !== '').join('\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${[title, ...lines.map((line) => `  ${line}`)].join('\n')}\n`;
}

function endWords({ state, event }: DeadEnd): string {
  return `${state}: ${event}`;
}

function stateWords({ state, widget, steps, api }: StateReport): string {
  const became = steps.map(({ id, type }) => `${id} (${type})`).join(', ');
  return `${state} (${widget}): ${became}${api === null ? '' : `, calling apis/${api}.json`}`;
}
