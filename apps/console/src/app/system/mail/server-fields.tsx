'use client';

import { Banner, Button, NumberField, SecretField, SelectField, TextField } from '@posthorn/ui';
import { Pencil } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { ReactElement } from 'react';
import { useFormContext, useFormState, useWatch } from 'react-hook-form';
import { asksForPasswordAgain, securities } from './settings-values.ts';
import type { MailSettings, MailValues, Preset } from './settings-values.ts';

/** Provider, server, credentials. A preset fills and locks; Edit makes it Custom with the values kept. */
export function ServerFields({ settings, presets }: { settings: MailSettings; presets: readonly Preset[] }): ReactElement {
  const { control, setValue } = useFormContext<MailValues>();
  const values = useWatch({ control }) as MailValues;
  const preset = presets.find(({ id }) => id === values.preset);
  const isLocked = locks(preset);
  usePresetValues(preset);

  return (
    <div className="flex flex-col gap-4">
      {settings.inSandbox && values.host === settings.host && <LeaveSandbox />}
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField name="preset" label="Provider" options={presets.map(({ id, name }) => ({ value: id, label: name }))} />
        {isLocked && (
          <div className="flex items-end">
            <Button onClick={() => setValue('preset', 'custom', { shouldDirty: true })}>
              <Pencil aria-hidden />
              Edit as custom
            </Button>
          </div>
        )}
      </div>
      {preset !== undefined && preset.notes.length > 0 && (
        <Banner tone="info">
          {preset.notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </Banner>
      )}
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_6rem_minmax(0,14rem)]">
        <TextField
          name="host"
          label="Host"
          mono
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="smtp.example.org"
          disabled={isLocked}
        />
        <NumberField name="port" label="Port" disabled={isLocked} />
        <SelectField name="security" label="Security" options={securities} disabled={isLocked} />
      </div>
      {values.security === 'NONE' && !settings.inSandbox && (
        <Banner tone="warning">
          Mail travels readable for everybody on the way, and no password is sent unless the egress list allows it for this host and port.
        </Banner>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          name="username"
          label="User name"
          hint="optional"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          help={preset?.usernameHint}
          disabled={typeof preset?.fixedUsername === 'string'}
        />
        <SecretField
          name="password"
          label="Password"
          stored={settings.passwordSet}
          stripBlanks={preset?.stripsPasswordBlanks ?? false}
          help={preset?.passwordHint}
        />
      </div>
      {asksForPasswordAgain(values, settings) && (
        <Banner tone="info" title="Type the password again.">
          The stored one was given for <code className="font-mono">{`${settings.host}:${settings.port}`}</code> and is never sent anywhere
          else.
        </Banner>
      )}
      <Advanced />
    </div>
  );
}

/** The sandbox's port and security are nobody else's: a real setup starts from the usual ones. */
function LeaveSandbox(): ReactElement {
  const { setValue, setFocus } = useFormContext<MailValues>();
  const start = (): void => {
    setValue('preset', 'custom', { shouldDirty: true });
    setValue('host', '', { shouldDirty: true });
    setValue('port', 587, { shouldDirty: true });
    setValue('security', 'STARTTLS_REQUIRED', { shouldDirty: true });
    setFocus('host');
  };
  return (
    <Banner
      tone="info"
      title="These are the sandbox’s settings."
      action={
        <Button size="sm" onClick={start}>
          Set up a real server
        </Button>
      }
    >
      Mail is caught and shown, not delivered.
    </Banner>
  );
}

function Advanced(): ReactElement {
  const { dirtyFields, errors } = useFormState<MailValues>();
  const changed = dirtyFields.timeoutMs === true ? '1 changed' : null;
  return (
    <details className="group rounded-md border" open={errors.timeoutMs !== undefined || undefined}>
      <summary className="cursor-pointer rounded-md px-3 py-2 text-sm font-medium select-none hover:bg-hover">
        Advanced {changed !== null && <span className="ml-1 font-normal text-muted-foreground">{changed}</span>}
      </summary>
      <div className="grid gap-4 border-t p-3 sm:grid-cols-2">
        <NumberField
          name="timeoutMs"
          label="Timeout in milliseconds"
          help="For each step of the conversation, 1,000 to 120,000. Default 10,000."
        />
      </div>
    </details>
  );
}

/** Fills in what a preset fixes when it is chosen, never what it only suggests; what was typed for others stays untouched. */
function usePresetValues(preset: Preset | undefined): void {
  const { getValues, setValue } = useFormContext<MailValues>();
  const id = preset?.id;
  const filledFor = useRef(id);
  const fill = useEffectEvent(() => {
    if (preset === undefined || !locks(preset) || filledFor.current === preset.id) return;
    const fixed = { host: preset.host, port: preset.port, security: preset.security, username: preset.fixedUsername };
    for (const [name, value] of Object.entries(fixed) as [keyof typeof fixed, string | number | null | undefined][]) {
      if (value !== null && value !== undefined && getValues(name) !== value) {
        setValue(name, value, { shouldDirty: true, shouldValidate: true });
      }
    }
  });
  useEffect(() => {
    fill();
    filledFor.current = id;
  }, [id]);
}

/** Custom names no host: it leaves everything to the person. */
const locks = (preset: Preset | undefined): boolean => typeof preset?.host === 'string';
