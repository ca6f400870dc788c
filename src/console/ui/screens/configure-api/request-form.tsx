import '../../form/form.css';
import { useForm } from '../../form/form-context.ts';
import { JsonField } from '../../form/json-field.tsx';
import { MapField } from '../../form/map-field.tsx';
import { SchemaField } from '../../form/schema-field.tsx';
import { type JsonSchema, partOf } from '../../schema/json-schema.ts';

const TEXT: JsonSchema = { type: 'string' };

/** What is sent: where to, with which headers and body, and how patiently. */
export function RequestForm({ value }: { readonly value: unknown }) {
  const { root } = useForm();
  const field = (key: string, label: string) => ({
    path: [key],
    label,
    schema: root.properties?.[key] ?? {},
    value: partOf(value, key),
    required: root.required?.includes(key) ?? false,
  });
  return (
    <div className="api-form form">
      <SchemaField {...field('name', 'Name')} />
      <div className="api-address">
        <SchemaField {...field('method', 'Method')} required={false} />
        <SchemaField {...field('url', 'API URL')} required={false} />
      </div>
      <MapField {...field('query', 'Query')} each={TEXT} more="New parameter" />
      <MapField {...field('headers', 'Headers')} each={TEXT} more="New header" />
      <JsonField {...field('body', 'Body')} title="Body" rows={6} />
      <div className="api-columns">
        <SchemaField {...field('encoding', 'Encoding')} />
        <SchemaField {...field('timeout', 'Timeout')} />
      </div>
      <SchemaField {...field('auth', 'Sign-in')} />
      <SchemaField {...field('retry', 'Retries')} />
    </div>
  );
}
