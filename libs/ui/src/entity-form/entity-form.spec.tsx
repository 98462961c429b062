import { zodResolver } from '@hookform/resolvers/zod';
import { renderToStaticMarkup } from 'react-dom/server';
import { z } from 'zod';

import { EntityForm } from './entity-form.tsx';
import { NumberField, TextField } from './fields.tsx';
import { SecretField } from './secret-field.tsx';

const schema = z.object({
  host: z.string().trim().min(1, 'Enter a host.'),
  port: z.number().max(65_535, 'A port is at most 65535.'),
  password: z.string().nullish(),
});
type Values = z.input<typeof schema>;

function form(values: Values, stored: boolean): string {
  return renderToStaticMarkup(
    <EntityForm schema={schema} values={values} onSave={() => Promise.resolve({ outcome: 'saved' })}>
      <TextField name="host" label="Host" />
      <NumberField name="port" label="Port" />
      <SecretField name="password" label="Password" stored={stored} />
    </EntityForm>,
  );
}

describe('a form over an entity', () => {
  it('starts with what is saved and nothing to save', () => {
    const html = form({ host: 'smtp.example.com', port: 587 }, false);

    expect(html).toMatch(/name="host"[^>]*value="smtp.example.com"/);
    expect(html).toMatch(/name="port"[^>]*value="587"/);
    expect(html).toContain('No changes');
    expect(html).toMatch(/<button type="submit"[^>]*disabled=""/);
  });

  it('shows that a secret is stored and offers to replace or remove it', () => {
    const html = form({ host: 'smtp.example.com', port: 587 }, true);

    for (const word of ['Stored', 'Replace', 'Remove']) expect(html).toContain(`>${word}<`);
    expect(html).not.toContain('type="password"');
  });

  it('gets zod’s sentences from the resolver, by field, and its output on success', async () => {
    const resolve = zodResolver(schema);
    const options = { fields: {}, shouldUseNativeValidation: false };

    const refused = await resolve({ host: ' ', port: 70_000 }, undefined, options);
    const accepted = await resolve({ host: ' a ', port: 25 }, undefined, options);

    expect(refused.errors).toMatchObject({ host: { message: 'Enter a host.' }, port: { message: 'A port is at most 65535.' } });
    expect(accepted.values).toEqual({ host: 'a', port: 25 });
  });
});
