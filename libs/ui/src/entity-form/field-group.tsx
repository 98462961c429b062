import type { ReactElement, ReactNode } from 'react';

/** A group of fields under a small heading. */
export function FieldGroup({ title, help, children }: { title: string; help?: string; children: ReactNode }): ReactElement {
  return (
    <section className="flex flex-col gap-3 border-t pt-4 first:border-t-0 first:pt-0">
      <div>
        <h3 className="font-semibold">{title}</h3>
        {help !== undefined && <p className="text-xs text-muted-foreground">{help}</p>}
      </div>
      <div className="grid items-start gap-4 sm:grid-cols-2">{children}</div>
    </section>
  );
}
