import type { FlowItem } from '../contract.ts';
import type { FlowDraft } from '../../flow/draft.ts';
import { outlineFlow } from '../../flow/outline.ts';
import type { Problem } from '../../flow/problem.ts';
import { field } from '../../flow/raw.ts';
import type { SourceFile } from '../../flow/source.ts';
import { graphOf, openWorkshop } from '../../flow/workshop.ts';
import type { Handler } from '../route.ts';
import { countProblems, shownPath } from './problem-view.ts';
import type { Workplace } from './workplace.ts';

const DAY = 86_400_000;
/** Outcomes of people who did not want to go on, and of conversations that could not. */
const GAVE_UP = new Set(['gave_up', 'no_reply', 'abandoned', 'exited']);
const FAILED = new Set(['error', 'not_sent', 'provider_down']);

type LastDay = FlowItem['last24h'];

/**
 * `GET /api/v1/flows`: every flow that is live, stands in the folder, or is only a draft. `version` is the live one, null when
 * there is none; `upToDate` is false where the file says something else than what is live. `problems` beside `items` has all
 * that is wrong in the folder. Paths are from the folder.
 */
export function listFlows(place: Workplace): Handler {
  return async () => {
    const { live, sources, problems } = place.state();
    const { folder } = place.files;
    const drafts = new Map((await place.store.listDrafts()).map((one) => [one.flow, one]));
    const lastDay = await lastDays(place);
    const onDisk = new Map(sources.filter(isFlow).map((one) => [one.id, one]));
    const served = new Map(live.sources.filter(isFlow).map((one) => [one.id, one]));
    const ids = [...new Set([...live.flows.map(({ id }) => id), ...onDisk.keys(), ...drafts.keys()])].sort();
    const items = ids.map((id): FlowItem => {
      const flow = live.flows.find((one) => one.id === id);
      const draft = drafts.get(id);
      const file =
        onDisk.get(id) ?? (draft && { kind: 'flow' as const, id, file: place.files.pathOf('flow', id), text: draft.source });
      return {
        id,
        version: flow?.version ?? null,
        upToDate: onDisk.get(id)?.text === served.get(id)?.text,
        ...shownHead(id, file ?? served.get(id)),
        problems: countProblems(problems, place.files.pathOf('flow', id)),
        draft: draft !== undefined,
        last24h: lastDay.get(id) ?? { started: 0, verified: 0, gave_up: 0, failed: 0 },
      };
    });
    return { status: 200, body: { items, next: null, problems: problems.map((one) => shownProblem(folder, one)) } };
  };
}

function isFlow({ kind }: SourceFile): boolean {
  return kind === 'flow';
}

/** What a card shows of a file. */
function shownHead(id: string, file: SourceFile | undefined): Pick<FlowItem, 'name' | 'default' | 'keywords' | 'graph'> {
  const [draft] = file ? openWorkshop([file]).flows : [];
  if (!draft) return { name: id, default: false, keywords: [], graph: null };
  const trigger = outlineFlow(draft)?.trigger;
  return {
    name: nameOf(draft),
    default: trigger?.isDefault ?? false,
    keywords: (trigger?.keywords ?? []).map(({ text }) => text),
    graph: shownGraph(draft),
  };
}

/** The name that people read. */
export function nameOf({ id, document }: FlowDraft): string {
  const name = field(document.value, 'name');
  return typeof name === 'string' ? name : id;
}

/** The diagram as JSON. */
export function shownGraph(draft: FlowDraft): FlowItem['graph'] {
  const graph = graphOf(draft);
  return graph && { ...graph, nodes: [...graph.nodes], edges: [...graph.edges] };
}

function shownProblem(folder: string, { file, ...problem }: Problem) {
  return { ...problem, file: shownPath(folder, file) };
}

async function lastDays({ figures, clock }: Workplace): Promise<ReadonlyMap<string, LastDay>> {
  const days = new Map<string, LastDay>();
  for (const { flow, outcome, count } of await figures.countOutcomes({ since: clock.now() - DAY })) {
    const day = days.get(flow) ?? { started: 0, verified: 0, gave_up: 0, failed: 0 };
    days.set(flow, {
      started: day.started + count,
      verified: day.verified + (outcome === 'verified' ? count : 0),
      gave_up: day.gave_up + (outcome !== null && GAVE_UP.has(outcome) ? count : 0),
      failed: day.failed + (outcome !== null && FAILED.has(outcome) ? count : 0),
    });
  }
  return days;
}
