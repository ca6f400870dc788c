import { Command } from 'commander';
import { draftFlow, type FlowDraft } from '../flow/draft.ts';
import { graph } from '../flow/graph.ts';
import { loadFlows } from '../flow/load.ts';
import { outlineFlow } from '../flow/outline.ts';
import { readSources, type SourceFile } from '../flow/source.ts';
import { describeError } from '../lib/errors.ts';
import { didYouMean } from '../lib/suggest.ts';
import { EXIT } from './exit-codes.ts';
import { flowsFolder } from './flows-folder.ts';
import { writeMermaid } from './mermaid.ts';

/** `parley diagram [flow]`: draws a flow as Mermaid. Sets the exit code 1 when the flow has errors, 2 when there is no such flow. */
export function diagramCommand(): Command {
  return new Command('diagram')
    .description('draw a flow as a Mermaid flowchart')
    .argument('[flow]', 'the id of a flow; default: the one that takes every message')
    .option('--json', 'print the graph as JSON')
    .action(diagram);
}

function diagram(id: string | undefined, options: { json?: true }): void {
  const sources = sourcesOf(flowsFolder());
  const draft = sources && choose(sources, id);
  if (!sources || !draft) {
    process.exitCode = EXIT.usage;
    return;
  }
  const drawn = graph(draft);
  const { file } = draft.document;
  const { problems } = loadFlows(sources, { allowHosts: [], secrets: null });
  const errors = problems.filter((one) => one.file === file && one.severity === 'error').length;
  if (drawn) process.stdout.write(options.json ? `${JSON.stringify(drawn, null, 2)}\n` : writeMermaid(drawn));
  if (errors === 0) return;
  const what = drawn ? 'What is drawn may not be all of it' : 'There is nothing to draw';
  process.stderr.write(`${file} has ${errors === 1 ? '1 error' : `${errors} errors`}. ${what}: see npx parley check.\n`);
  process.exitCode = EXIT.findings;
}

function sourcesOf(folder: string): readonly SourceFile[] | null {
  try {
    return readSources(folder);
  } catch (error) {
    process.stderr.write(`${describeError(error)}\n`);
    return null;
  }
}

function choose(sources: readonly SourceFile[], id: string | undefined): FlowDraft | null {
  const drafts = sources.filter(({ kind }) => kind === 'flow').map(draftFlow);
  const known = drafts.map((draft) => draft.id);
  const defaults = drafts.filter((draft) => outlineFlow(draft)?.trigger?.isDefault);
  const [only] = id !== undefined ? drafts.filter((draft) => draft.id === id) : drafts.length === 1 ? drafts : defaults;
  if (only && (id !== undefined || drafts.length === 1 || defaults.length === 1)) return only;
  const why = id === undefined ? 'There is no single flow that takes every message.' : `There is no flow "${id}".`;
  const list = known.length === 0 ? 'There are no flows.' : `Name one of: ${known.join(', ')}.`;
  process.stderr.write(`${why}${didYouMean(id ?? '', known)} ${list}\n`);
  return null;
}
