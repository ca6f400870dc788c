import { type DraftView, type FlowDetail, newFlow } from '../contract.ts';
import type { SourceFile } from '../../flow/source.ts';
import { openWorkshop } from '../../flow/workshop.ts';
import type { Draft } from '../../runtime/console-store.ts';
import { digestOf } from '../../runtime/flow-files.ts';
import type { Handler } from '../route.ts';
import { badBody, iso, refused } from './answers.ts';
import { nameOf, shownGraph } from './flows.ts';
import { problemViews } from './problem-view.ts';
import type { Workplace } from './workplace.ts';

/** `GET /api/v1/flows/:id` */
export function readFlow(place: Workplace): Handler {
  return async ({ params }) => {
    const id = params['id'] ?? '';
    const found = await find(place, id);
    if (!found) return noFlow(id);
    const { file, draft } = found;
    const source = file?.source ?? draft?.source ?? '';
    const version = place.state().live.flows.find((one) => one.id === id)?.version ?? null;
    const body: FlowDetail = {
      ...(await read(place, id, source)),
      version,
      source: file?.source ?? '',
      digest: file?.digest ?? null,
      draft: draft && shownDraft(draft),
      writable: place.files.isWritable,
    };
    return { status: 200, body };
  };
}

/** `POST /api/v1/flows` `{ id, source }`: a draft, for nobody to meet before it is published. */
export function createFlow(place: Workplace): Handler {
  return async ({ body, who }) => {
    const parsed = newFlow.safeParse(body);
    if (!parsed.success) return badBody(parsed.error);
    const { id, source } = parsed.data;
    if (await find(place, id)) return taken(id);
    const draft = { flow: id, source, base: null, by: who.name, at: place.clock.now() };
    if (!(await place.store.saveDraft({ draft, over: null }))) return taken(id);
    place.newsroom.tell({ type: 'flows' });
    const created = await readFlow(place)({ params: { id }, query: {}, body: null, who });
    return { ...created, status: 201, target: id };
  };
}

/** The file and the draft of a flow; null when there is neither. */
export async function find({ files, store }: Workplace, id: string) {
  if (!/^[a-zA-Z0-9_-][a-zA-Z0-9_.-]*$/.test(id)) return null;
  const file = files.read('flow', id);
  const draft = await store.readDraft({ flow: id });
  return file || draft ? { file, draft } : null;
}

/** What a text is as the file of that flow. */
export async function read({ files, publisher }: Workplace, id: string, source: string) {
  const file = files.pathOf('flow', id);
  const judged = await publisher.judge({ kind: 'flow', id, source });
  const own: SourceFile = judged.sources.find((one) => one.file === file) ?? { kind: 'flow', file, id, text: source };
  const [draft] = openWorkshop([own]).flows;
  const problems = judged.problems.filter((one) => one.file === file);
  return {
    id,
    name: draft ? nameOf(draft) : id,
    problems: problemViews(problems, { folder: files.folder, file, source }),
    graph: draft ? shownGraph(draft) : null,
  };
}

export function noFlow(id: string) {
  return refused(404, 'not_found', `There is no flow "${id}".`, 'Choose one under Flows (GET /api/v1/flows).');
}

function taken(id: string) {
  return refused(409, 'exists', `There is a flow "${id}" already.`, 'Choose another name, or edit that one.');
}

/** A draft as it is shown. */
export function shownDraft({ source, base, by, at }: Draft): DraftView {
  return { source, digest: digestOf(source), base, savedAt: iso(at), by };
}
