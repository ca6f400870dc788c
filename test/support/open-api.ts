import { expect } from 'vitest';
import { z } from 'zod';
import type { Admin } from './admin.ts';
import type { HttpAnswer } from './http.ts';

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>>;
}

interface Page {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Compares real answers with the page that describes them. */
export class DescribedApi {
  readonly #page: Page;
  readonly #admin: Admin;
  readonly #seen = new Set<string>();

  private constructor(page: Page, admin: Admin) {
    this.#page = page;
    this.#admin = admin;
  }

  static async read(admin: Admin): Promise<DescribedApi> {
    const { body } = await admin.ask('GET', '/openapi.json');
    return new DescribedApi(body as Page, admin);
  }

  get version(): string {
    return this.#page.openapi;
  }

  /** Every operation, as in "GET /flows/{id}". */
  get operations(): readonly string[] {
    return Object.entries(this.#page.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
  }

  /** Those that have not been answered as they should be when all is well. */
  get unseen(): readonly string[] {
    return this.operations.filter((operation) => !this.#seen.has(operation));
  }

  /** Marks one as seen that is no JSON. */
  saw(operation: string): void {
    this.#seen.add(operation);
  }

  /** Asks, and finds the answer to be one of those that the page tells of. */
  async ask(method: Method, path: string, body?: unknown): Promise<HttpAnswer> {
    const answer = await this.#admin.ask(method, path, body);
    this.check(method, path, answer);
    return answer;
  }

  check(method: Method, path: string, { status, body }: HttpAnswer): void {
    const operation = this.#operationOf(method, path.split('?')[0] ?? '');
    const [name, { responses }] = operation;
    const told = responses[String(status)];
    expect(told, `${name} answered ${status}: ${JSON.stringify(body)}`).toBeDefined();
    const schema = told?.content?.['application/json']?.schema;
    if (schema === undefined) expect(body, name).toBe('');
    else {
      const parsed = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(body);
      expect(parsed.success ? '' : `${name}: ${z.prettifyError(parsed.error)} in ${JSON.stringify(body)}`).toBe('');
    }
    if (status < 300) this.#seen.add(name);
  }

  #operationOf(method: Method, path: string): readonly [string, Operation] {
    const parts = path.split('/');
    const fits = Object.entries(this.#page.paths)
      .filter(([template]) => {
        const wanted = template.split('/');
        return wanted.length === parts.length && wanted.every((part, at) => part.startsWith('{') || part === parts[at]);
      })
      // What stands there to the letter goes before a name.
      .toSorted(([a], [b]) => a.split('{').length - b.split('{').length);
    for (const [template, methods] of fits) {
      const operation = methods[method.toLowerCase()];
      if (operation) return [`${method} ${template}`, operation];
    }
    throw new Error(`The page does not tell of ${method} ${path}.`);
  }
}
