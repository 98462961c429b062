'use client';

import { EntityForm, Panel, buttonVariants, toast } from '@posthorn/ui';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useAct } from '@/actions/actions.tsx';
import { saving } from '@/actions/saving.ts';
import { CreateOAuthClientDocument } from '@/generated/graphql.ts';
import { ClientAdvanced } from '@/features/oauth/client-advanced.tsx';
import { ClientFields } from '@/features/oauth/client-fields.tsx';
import { clientFormSchema, clientInput, clientValues } from '@/features/oauth/client-values.ts';
import type { ClientValues, ParsedClientValues, Provider } from '@/features/oauth/client-values.ts';
import { ProviderChecklist } from '@/features/oauth/provider-checklist.tsx';
import type { EgressRequest } from '@/features/egress/egress-path.ts';
import { useAskEgress } from '@/features/egress/use-ask-egress.ts';
import { freeName } from '../free-name.ts';

interface NewClientFormProps {
  fresh: { id: string; redirectUri: string };
  providers: readonly Provider[];
  egressRequests: readonly EgressRequest[];
  taken: readonly string[];
  base: string;
}

export function NewClientForm({ fresh, providers, egressRequests, taken, base }: NewClientFormProps): ReactElement {
  const act = useAct();
  const egress = useAskEgress(egressRequests);
  const router = useRouter();
  // A page that is read again brings another one; this one may be registered already.
  const [{ id, redirectUri }] = useState(fresh);
  const schema = useMemo(() => clientFormSchema(null, providers), [providers]);
  useEffect(() => {
    const url = new URL(location.href);
    url.searchParams.set('client', id);
    history.replaceState(null, '', url);
  }, [id]);

  return (
    <EntityForm<ClientValues, ParsedClientValues>
      mode="create"
      saveLabel="Create client"
      cancel={
        <Link href={base} className={buttonVariants({})}>
          Cancel
        </Link>
      }
      schema={schema}
      values={clientValues(null)}
      onSave={(values) =>
        saving<ClientValues>(async () => {
          const { createOAuthClient } = await act(CreateOAuthClientDocument, { input: clientInput(values, { saved: null, newId: id }) });
          const { client, notes } = createOAuthClient;
          toast.success(`${client.name} is created`, {
            description: notes.join(' ') || 'Choose it in an email profile, under “How it signs in”.',
          });
          router.push(`${base}/${client.id}`);
          return { outcome: 'saved' };
        })
      }
    >
      <GuessedName providers={providers} taken={taken} />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_27rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <Panel title="Registration">
            <ClientFields saved={null} providers={providers} redirectUri={redirectUri} egress={egress} />
          </Panel>
          <ClientAdvanced />
        </div>
        <ProviderChecklist providers={providers} redirectUri={redirectUri} />
      </div>
    </EntityForm>
  );
}

/** Names the client after its provider while nobody has named it. */
function GuessedName({ providers, taken }: Pick<NewClientFormProps, 'providers' | 'taken'>): null {
  const { control, getValues, setValue } = useFormContext<ClientValues>();
  const provider = useWatch({ control, name: 'provider' });
  const lastGuess = useRef('');
  const guess = useEffectEvent(() => {
    if (getValues('name') !== lastGuess.current) return;
    const name = provider === 'generic' ? '' : (providers.find(({ id }) => id === provider)?.name.replace(/ \(.*\)$/u, '') ?? '');
    lastGuess.current = freeName(name, taken);
    setValue('name', lastGuess.current);
  });
  useEffect(() => guess(), [provider]);
  return null;
}
