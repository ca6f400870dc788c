import { useEffect, useMemo, useState } from 'react';
import type { Checked, FlowDetail, FlowGraphView, FlowItem } from '../../../contract.ts';
import { get, post } from '../../api/client.ts';
import { useData } from '../../api/use-data.ts';
import type { Turn } from '../../trace/changes.ts';
import type { Wish } from './wish.ts';

export interface ChatPath {
  /** The flow that is talked to; null while nobody knows which one that is. */
  readonly graph: FlowGraphView | null;
  /** The steps that the chat came through, the last one is where it is. */
  readonly lit: readonly string[];
}

/** The way of a chat through its flow. Where no flow was asked for, it is the one that has the chat's first step. */
export function usePath(wish: Pick<Wish, 'flow' | 'draft'>, turns: readonly Turn[]): ChatPath {
  const flows = useData<{ readonly items: readonly FlowItem[] }>('/flows').data?.items;
  const draft = useDraftGraph(wish.draft ? wish.flow : null);
  const lit = useMemo(() => stepsOf(turns), [turns]);
  const first = lit[0];
  const graph = useMemo(() => {
    const has = ({ graph: one }: FlowItem) => one?.nodes.some(({ id }) => id === first) ?? false;
    const found = flows?.find((flow) => (wish.flow === null ? has(flow) : flow.id === wish.flow));
    return found?.graph ?? null;
  }, [flows, wish.flow, first]);
  return { graph: wish.draft ? draft : graph, lit };
}

/** The ids of the steps that the turns came through, in their order. */
function stepsOf(turns: readonly Turn[]): readonly string[] {
  const steps = turns.flatMap(({ entries }) => entries.flatMap(({ step, to }) => [step, to]));
  return steps.filter((step, index): step is string => typeof step === 'string' && step !== steps[index - 1]);
}

function useDraftGraph(flow: string | null): FlowGraphView | null {
  const [graph, setGraph] = useState<FlowGraphView | null>(null);
  useEffect(() => {
    setGraph(null);
    if (flow === null) return;
    const stop = new AbortController();
    void readDraftGraph(flow).then((found) => {
      if (!stop.signal.aborted) setGraph(found);
    });
    return () => stop.abort();
  }, [flow]);
  return graph;
}

async function readDraftGraph(id: string): Promise<FlowGraphView | null> {
  const detail = await get<FlowDetail>(`/flows/${encodeURIComponent(id)}`);
  if (!detail.ok) return null;
  const source = detail.data.draft?.source ?? detail.data.source;
  const checked = await post<Checked>('/check', { kind: 'flow', id, source });
  return checked.ok ? checked.data.graph : null;
}
