'use client';

import { EntityForm, Panel, toast } from '@posthorn/ui';
import type { SaveResult } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { saving } from '@/actions/saving.ts';
import { UpdateOAuthClientDocument } from '@/generated/graphql.ts';
import { ClientAdvanced } from '@/features/oauth/client-advanced.tsx';
import { ClientFields } from '@/features/oauth/client-fields.tsx';
import { clientFormSchema, clientInput, clientValues } from '@/features/oauth/client-values.ts';
import type { ClientValues, ParsedClientValues, Provider, SavedClient } from '@/features/oauth/client-values.ts';
import { ProviderChecklist } from '@/features/oauth/provider-checklist.tsx';
import { useDropQuestion } from '@/features/oauth/use-drop-question.tsx';
import type { EgressRequest } from '@/features/egress/egress-path.ts';
import { useAskEgress } from '@/features/egress/use-ask-egress.ts';
import { ClientUsers } from './client-users.tsx';

interface ClientFormProps {
  client: SavedClient;
  providers: readonly Provider[];
  egressRequests: readonly EgressRequest[];
  /** `/t/…` */
  base: string;
}

export function ClientForm({ client, providers, egressRequests, base }: ClientFormProps): ReactElement {
  const act = useAct();
  const egress = useAskEgress(egressRequests);
  const router = useRouter();
  const { question, ask } = useDropQuestion();
  const schema = useMemo(() => clientFormSchema(client, providers), [client, providers]);

  const save = (values: ParsedClientValues, version: number, dropTokens = false) =>
    saving<ClientValues>(async (): Promise<SaveResult<ClientValues>> => {
      const input = clientInput(values, { saved: client, version, dropTokens });
      const { updateOAuthClient: result } = await act(UpdateOAuthClientDocument, { id: client.id, input });
      switch (result.__typename) {
        case 'TokensWouldDrop':
          if (await ask(result)) return save(values, version, true);
          return { outcome: 'failed', message: 'Nothing was saved: the tokens stay as they are.' };
        case 'StaleOAuthClient': {
          const { current } = result;
          // What a stored secret was given for is theirs now.
          router.refresh();
          return {
            outcome: 'conflict',
            theirs: clientValues(current),
            version: current.version,
            changedAt: current.updatedAt,
            ...(current.updatedByName && { changedBy: current.updatedByName }),
          };
        }
        case 'OAuthClientSaved': {
          const { client: saved, notes } = result;
          toast.success(`${saved.name} is saved`, { description: notes.join(' ') || 'Tokens are asked for with it from now on.' });
          router.refresh();
          return { outcome: 'saved', values: clientValues(saved), version: saved.version };
        }
      }
    });

  return (
    <EntityForm<ClientValues, ParsedClientValues>
      schema={schema}
      values={clientValues(client)}
      version={client.version}
      onSave={(values, { version }) => save(values, version)}
    >
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_27rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <Panel id="registration" title="Registration">
            <ClientFields saved={client} providers={providers} redirectUri={client.redirectUri} egress={egress} />
          </Panel>
          <ClientAdvanced />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <ClientUsers client={client} base={base} />
          <ProviderChecklist providers={providers} redirectUri={client.redirectUri} />
        </div>
      </div>
      {question}
    </EntityForm>
  );
}
