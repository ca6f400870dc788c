import { countSegments, type Segments } from '../lib/segments.ts';
import { measureTexts } from './checks/texts.ts';
import type { FlowOutline } from './outline.ts';
import type { Path } from './raw.ts';
import { apiOutlinesOf, type Workshop } from './workshop.ts';

/** A text of a flow as SMS, with plausible values in it. */
export interface MeasuredText extends Segments {
  readonly path: Path;
  readonly line: number;
  /** The step that says it; null for a text of the flow as a whole. */
  readonly step: string | null;
}

/** Every text of a flow, in the order of its file. */
export function measuredTexts(flow: FlowOutline, workshop: Workshop): readonly MeasuredText[] {
  return measureTexts(flow, apiOutlinesOf(workshop))
    .map(({ path, text }) => ({
      path,
      line: flow.document.linesOf(path).first,
      step: path[0] === 'steps' ? (flow.steps[Number(path[1])]?.id ?? null) : null,
      ...countSegments(text),
    }))
    .toSorted((a, b) => a.line - b.line);
}
