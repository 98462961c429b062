'use client';

import { allowEgressRequestInput, dismissEgressRequestInput } from '@posthorn/contracts';
import { Badge, Banner, Checkbox, Field, Input, Switch, toast } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import { Controller } from 'react-hook-form';
import { useAct } from '@/actions/actions.tsx';
import { FormDialog } from '@/actions/form-dialog.tsx';
import { AllowEgressRequestDocument, DismissEgressRequestDocument } from '@/generated/graphql.ts';
import type { AskedEgressFieldsFragment } from '@/generated/graphql.ts';

interface RequestDialogProps {
  request: AskedEgressFieldsFragment;
  onClose: () => void;
}

/** Allows addresses, not the name: whoever owns the name could point it elsewhere tomorrow. */
export function AllowRequestDialog({ request, onClose }: RequestDialogProps): ReactElement {
  const act = useAct();
  const router = useRouter();
  const addresses = request.addresses ?? [];
  const destination = `${request.host}:${request.port}`;
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Allow ${destination}?`}
      description={`Every tenant’s settings may then connect to the chosen addresses on port ${request.port}. The name itself is not allowed: it could lead elsewhere tomorrow.`}
      schema={allowEgressRequestInput}
      defaultValues={{ addresses: addresses.map(({ address }) => address), allowCleartextAuth: false }}
      submitLabel="Allow"
      run={async (input) => {
        await act(AllowEgressRequestDocument, { id: request.id, input });
        toast.success(`${destination} is allowed`, { description: `${request.tenantName ?? 'The tenant'} sees it at their profile.` });
        router.refresh();
      }}
    >
      {({ control, watch, formState: { errors } }) => (
        <>
          {addresses.length === 0 && <Banner tone="warning">The host can’t be found at present, so there is no address to allow.</Banner>}
          <Controller
            control={control}
            name="addresses"
            render={({ field }) => (
              <fieldset className="flex flex-col gap-2">
                <legend className="mb-2 font-medium">Addresses of {request.host}</legend>
                {addresses.map(({ address, allowed }) => (
                  <Checkbox
                    key={address}
                    label={
                      <span className="inline-flex items-center gap-2">
                        <span className="font-mono text-xs">{address}</span>
                        {allowed && <Badge tone="success">allowed already</Badge>}
                      </span>
                    }
                    checked={field.value.includes(address)}
                    onCheckedChange={(checked) =>
                      field.onChange(checked === true ? [...field.value, address] : field.value.filter((one) => one !== address))
                    }
                  />
                ))}
                <p aria-live="polite" className="text-xs text-danger empty:hidden">
                  {errors.addresses?.message}
                </p>
              </fieldset>
            )}
          />
          <Controller
            control={control}
            name="allowCleartextAuth"
            render={({ field }) => (
              <Switch
                label="Passwords may travel in clear"
                help="Only for a relay that speaks no TLS."
                checked={field.value === true}
                onCheckedChange={field.onChange}
              />
            )}
          />
          {watch('allowCleartextAuth') === true && (
            <Banner tone="warning">Everybody on the way to this server can read user names and passwords that are sent to it.</Banner>
          )}
        </>
      )}
    </FormDialog>
  );
}

export function DismissRequestDialog({ request, onClose }: RequestDialogProps): ReactElement {
  const act = useAct();
  const router = useRouter();
  const destination = `${request.host}:${request.port}`;
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Dismiss the request for ${destination}?`}
      description="The address stays refused. They see your answer and may ask again."
      schema={dismissEgressRequestInput}
      defaultValues={{ answer: '' }}
      submitLabel="Dismiss"
      danger
      run={async (input) => {
        await act(DismissEgressRequestDocument, { id: request.id, input });
        toast.success('The request is dismissed');
        router.refresh();
      }}
    >
      {({ register, formState: { errors } }) => (
        <Field label="Answer" hint="optional" error={errors.answer?.message} help="Why, or what to use instead.">
          <Input autoFocus autoComplete="off" {...register('answer')} />
        </Field>
      )}
    </FormDialog>
  );
}
