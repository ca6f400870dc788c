import { z } from 'zod';
import type { RetryOn, TemplateTree } from '../engine/api.ts';
import { condition } from '../engine/condition.ts';
import { attributeName, duration, template } from '../engine/shapes.ts';
import { compileTemplate } from '../engine/template.ts';

const LONGEST = 60_000;

const scalar = z.union([template, z.number(), z.boolean(), z.null()]);
const tree: z.ZodType<TemplateTree> = z.lazy(() => z.union([scalar, z.array(tree), z.record(z.string(), tree)]));

const url = z
  .string()
  .min(1)
  .transform((source, context) => {
    if (/\|\s*raw\b/.test(source)) {
      context.addIssue({
        code: 'custom',
        message: 'The filter "raw" would put a value into the URL unescaped. Remove it.',
        params: { code: 'raw-in-url' },
      });
      return z.NEVER;
    }
    try {
      return compileTemplate(source, { escape: 'url' });
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: `This template does not read: ${(error as Error).message}`,
        params: { kind: 'template' },
      });
      return z.NEVER;
    }
  });

const retryOn = z.union([
  z.enum(['network', 'timeout', 'interrupted', '1xx', '2xx', '3xx', '4xx', '5xx']),
  z.number().int().min(100).max(599),
]) satisfies z.ZodType<RetryOn>;

/** One API of the catalogue as its file is written. */
export const apiSchema = z.strictObject({
  $schema: z.string().optional().meta({ description: 'Where editors find the JSON Schema of this file.' }),
  name: z.string().min(1).optional().meta({ description: 'The name people read; default the file name.' }),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  url: url.meta({ description: 'Where to call, a template; or "internal:/otp/send", "internal:/otp/verify".' }),
  query: z.record(z.string(), template).optional().meta({ description: 'What is added to the url after "?", by name.' }),
  headers: z
    .record(z.string().min(1), template)
    .optional()
    .meta({ description: 'Headers by name; only their content is a template.' }),
  body: tree.optional().meta({ description: 'Any JSON whose strings are templates.' }),
  encoding: z.enum(['json', 'form']).optional().meta({ description: 'How the body is written; default "json".' }),
  auth: z
    .union([
      z.strictObject({ basic: z.strictObject({ username: template, password: template }) }),
      z.strictObject({ bearer: template }),
    ])
    .optional()
    .meta({ description: '{ "basic": { "username", "password" } } or { "bearer": … }.' }),
  timeout: duration({ min: 1, max: LONGEST })
    .optional()
    .meta({ description: 'For the whole call, retries included; default "10s", at most "60s".' }),
  retry: z
    .strictObject({ attempts: z.number().int().min(1).max(10), on: z.array(retryOn).min(1) })
    .optional()
    .meta({ description: 'How often in all, and on what, it is called again; default 2 for GET, else once.' }),
  success: condition.optional().meta({ description: 'When an answer counts as success; default any 2xx.' }),
  save: z.record(attributeName, template).optional().meta({ description: 'Attribute ← template over `response`.' }),
  sample: z.record(attributeName, z.json()).optional().meta({ description: 'Attribute values to try the API with.' }),
});
export type ApiJson = z.output<typeof apiSchema>;
