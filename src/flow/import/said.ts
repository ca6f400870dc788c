import type { State } from './definition.ts';
import { filled, propertyOf } from './definition.ts';
import type { Json, WidgetContext } from './widget.ts';

/** What a state says, as a template. */
export function sayOf(state: State, context: WidgetContext): string {
  const sid = ['content_sid', 'content_template_sid', 'contentSid'].map((key) => propertyOf(state, key)).find(filled);
  if (sid !== undefined) context.lose(`It sent the content template ${sid}. Put it into "template", or write its text.`);
  return context.template(propertyOf(state, 'body'), 'text');
}

/** The media that a state sends, as a key of a message. */
export function mediaOf(state: State, context: WidgetContext): Json {
  const url = propertyOf(state, 'media_url');
  return filled(url) ? { media: [context.template(url, 'text')] } : {};
}
