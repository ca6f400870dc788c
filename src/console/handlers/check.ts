import { type Checked, checkRequest } from '../contract.ts';
import { measuredTexts } from '../../flow/measured-texts.ts';
import { outlineFlow } from '../../flow/outline.ts';
import type { Problem } from '../../flow/problem.ts';
import type { SourceFile } from '../../flow/source.ts';
import { openWorkshop } from '../../flow/workshop.ts';
import type { Handler } from '../route.ts';
import { badBody } from './answers.ts';
import { shownGraph } from './flows.ts';
import { problemViews } from './problem-view.ts';
import type { Workplace } from './workplace.ts';

/** `POST /api/v1/check` `{ kind, id, source }`: what the check would say of a text if it were that file. */
export function checkText({ files, publisher, state }: Workplace): Handler {
  return async ({ body }) => {
    const parsed = checkRequest.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    const { kind, id, source } = parsed.data;
    const file = files.pathOf(kind, id);
    const { problems, sources } = await publisher.judge(parsed.data);
    const about = { folder: files.folder, file, source };
    const answer: Checked = {
      problems: problemViews(problemsOf(problems, file, state().problems), about),
      ...(kind === 'flow' ? lookAt(sources, file) : { graph: null, texts: [] }),
    };
    return { status: 200, body: answer };
  };
}

/** Those of the file, and errors that it brings about elsewhere. */
function problemsOf(problems: readonly Problem[], file: string, known: readonly Problem[]): readonly Problem[] {
  const isKnown = (one: Problem) =>
    known.some((old) => old.file === one.file && old.code === one.code && old.message === one.message);
  return problems.filter((one) => one.file === file || (one.severity === 'error' && !isKnown(one)));
}

/** The diagram of a flow, and what its texts cost. */
function lookAt(sources: readonly SourceFile[], file: string): Pick<Checked, 'graph' | 'texts'> {
  const workshop = openWorkshop(sources);
  const [draft] = openWorkshop(sources.filter((one) => one.file === file)).flows;
  const outline = draft && outlineFlow(draft);
  if (!draft || !outline) return { graph: null, texts: [] };
  const texts = measuredTexts(outline, workshop).map((text) => ({
    ...text,
    path: [...text.path],
    cost: text.segments === 1 ? 'One message.' : `As much as ${text.segments} messages.`,
  }));
  return { graph: shownGraph(draft), texts };
}
