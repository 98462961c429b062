'use client';

import { Button, ComboboxField, NumberField, SelectField, TextField } from '@posthorn/ui';
import { Pencil, Sparkles } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { ReactElement } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { PresetFacts } from './preset-facts.tsx';
import { endpointsOf, guessPreset, locks, presetOptions, presetValues } from './presets.ts';
import type { Preset } from './presets.ts';
import { EndpointSelect } from './endpoint-select.tsx';
import { securities, securityLabel } from './submission-values.ts';
import type { SubmissionValues } from './submission-values.ts';
import { useSetValue } from './use-set-value.ts';

interface ProviderFieldsProps {
  presets: readonly Preset[];
  /** What stands in the From field: it may give the provider away. */
  fromAddress: string;
  /** The saved one; null where nothing is saved. */
  savedPreset: string | null;
}

/** Provider and server. A preset fills and locks; Edit makes it Custom with the values kept. */
export function ProviderFields({ presets, fromAddress, savedPreset }: ProviderFieldsProps): ReactElement {
  const { control } = useFormContext<SubmissionValues>();
  const set = useSetValue();
  const [presetId, host] = useWatch({ control, name: ['preset', 'host'] });
  const preset = presets.find(({ id }) => id === presetId);
  const isLocked = locks(preset);
  usePresetValues(presets, preset);

  return (
    <div className="flex flex-col gap-4">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <ComboboxField name="preset" label="Provider" searchPlaceholder="Search providers" options={presetOptions(presets)} />
        {preset !== undefined && preset.variants.length > 0 && <EndpointSelect preset={preset} />}
      </div>
      <GuessedProvider presets={presets} current={preset} host={host} fromAddress={fromAddress} />
      {preset !== undefined && <PresetFacts key={preset.id} preset={preset} isNew={preset.id !== savedPreset} />}
      <div className="flex flex-col gap-1.5">
        <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_6rem_minmax(0,13rem)]">
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
        {isLocked && (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted-foreground">
            <Alternatives preset={preset} />
            <Button variant="ghost" size="sm" className="-ml-2" onClick={() => set({ preset: 'custom' })}>
              <Pencil aria-hidden />
              Edit as custom
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

/** Some networks block a port: the others that the provider documents, one click each. */
function Alternatives({ preset }: { preset: Preset }): ReactElement | null {
  const { control } = useFormContext<SubmissionValues>();
  const set = useSetValue();
  const [port, security] = useWatch({ control, name: ['port', 'security'] });
  const others = endpointsOf(preset).filter((one) => one.port !== port || one.security !== security);
  if (others.length === 0) return null;
  return (
    <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
      Port blocked? Also offered:
      {others.map((one) => (
        <Button key={`${one.port}${one.security}`} variant="link" size="sm" className="text-xs" onClick={() => set(one)}>
          {one.port} with {one.security === 'STARTTLS_REQUIRED' ? 'STARTTLS' : securityLabel(one.security)}
        </Button>
      ))}
    </span>
  );
}

/** A quiet hint, while nothing speaks for another server. */
function GuessedProvider(props: {
  presets: readonly Preset[];
  current: Preset | undefined;
  host: string;
  fromAddress: string;
}): ReactElement | null {
  const set = useSetValue();
  const { getValues } = useFormContext<SubmissionValues>();
  const guess = guessPreset(props.fromAddress, props.presets);
  if (guess === undefined || guess.id === props.current?.id || locks(props.current) || props.host !== '') return null;
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-sm text-muted-foreground">
      <Sparkles className="size-3.5 text-primary" aria-hidden />
      That looks like an address at {guess.name}.
      <Button
        variant="link"
        onClick={() =>
          set({
            preset: guess.id,
            ...(guess.group === 'mailbox' && !getValues('username') && { username: props.fromAddress.trim() }),
          })
        }
      >
        Use {guess.name}?
      </Button>
    </p>
  );
}

/** Fills in what a preset fixes when it is chosen, never what it only suggests; what was typed for others stays untouched. */
function usePresetValues(presets: readonly Preset[], preset: Preset | undefined): void {
  const { getValues } = useFormContext<SubmissionValues>();
  const set = useSetValue();
  const id = preset?.id;
  const filledFor = useRef(id);
  const fill = useEffectEvent(() => {
    if (preset === undefined || filledFor.current === preset.id) return;
    set(
      presetValues(
        preset,
        getValues(),
        presets.find((one) => one.id === filledFor.current),
      ),
    );
  });
  useEffect(() => {
    fill();
    filledFor.current = id;
  }, [id]);
}
