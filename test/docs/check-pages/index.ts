import type { CheckPage } from '../check-page.ts';
import { API_PAGES } from './apis.ts';
import { FILE_PAGES } from './files.ts';
import { WAY_PAGES } from './ways.ts';

/** Every code that a check of flows may tell, with what the reference says of it. */
export const CHECK_PAGES: readonly { readonly title: string; readonly pages: readonly CheckPage[] }[] = [
  { title: 'Files, keys and values', pages: FILE_PAGES },
  { title: 'Ways, triggers and attributes', pages: WAY_PAGES },
  { title: 'APIs, secrets and texts', pages: API_PAGES },
];
