import { renderToStaticMarkup } from 'react-dom/server';

import { Field } from './field.tsx';
import { Input } from './input.tsx';
import { RadioGroup } from './radio-group.tsx';

function attribute(html: string, tag: string, name: string): string | undefined {
  return new RegExp(`<${tag}[^>]*\\s${name}="([^"]*)"`).exec(html)?.[1];
}

describe('a field', () => {
  it('names its control by the label', () => {
    const html = renderToStaticMarkup(
      <Field label="Host">
        <Input />
      </Field>,
    );

    expect(attribute(html, 'label', 'for')).toBe(attribute(html, 'input', 'id'));
    expect(attribute(html, 'input', 'aria-invalid')).toBeUndefined();
    expect(attribute(html, 'input', 'aria-describedby')).toBeUndefined();
  });

  it('describes its control by help and error, both of which are on the page', () => {
    const html = renderToStaticMarkup(
      <Field label="Host" help="As your provider gives it." error="Not found." required>
        <Input />
      </Field>,
    );

    const described = attribute(html, 'input', 'aria-describedby')?.split(' ') ?? [];
    expect(described).toHaveLength(2);
    for (const id of described) expect(html).toContain(`id="${id}"`);
    expect(attribute(html, 'input', 'aria-invalid')).toBe('true');
    expect(attribute(html, 'input', 'aria-required')).toBe('true');
  });

  it('names a group by the same label', () => {
    const html = renderToStaticMarkup(
      <Field label="Security">
        <RadioGroup options={[{ value: 'TLS', label: 'TLS' }]} />
      </Field>,
    );

    expect(html).toContain(`id="${attribute(html, 'div', 'aria-labelledby')}"`);
  });

  it('leaves a control outside of any field alone', () => {
    expect(renderToStaticMarkup(<Input id="mine" />)).toContain('id="mine"');
  });
});
