import { platformMailSettingsInput } from '@posthorn/contracts';
import { z } from 'zod';
import type { MailSettingsFieldsFragment, PlatformMailQuery, PlatformMailSettingsInput } from '@/generated/graphql.ts';
import { clientInput, clientShape, clientValues, requireClient } from '../../../features/oauth/client-values.ts';
import {
  submissionFormSchema,
  submissionInputOf,
  submissionShape,
  submissionValuesOf,
} from '../../../features/submissions/submission-values.ts';

export type MailSettings = MailSettingsFieldsFragment;

/** What the platform's OAuth client is set up with. */
export interface OAuthSetup {
  providers: PlatformMailQuery['oauthProviders']['providers'];
  reservedParameters: readonly string[];
  /** The client's id and address, known before it is saved. */
  id: string;
  redirectUri: string;
}

const { fromAddress, fromName, replyTo } = platformMailSettingsInput.shape;
const mailShape = z.object({ fromAddress, fromName, replyTo, ...submissionShape, oauthClient: clientShape.nullable() });

export type MailValues = z.input<typeof mailShape>;
export type ParsedMailValues = z.output<typeof mailShape>;

/** The contract's fields, and the rules that its form can judge by itself. */
export function mailFormSchema(
  saved: MailSettings,
  { providers, reservedParameters }: OAuthSetup,
): z.ZodType<ParsedMailValues, MailValues> {
  const withClient = mailShape.superRefine((values, context) => {
    if (values.oauthClient !== null) requireClient(values.oauthClient, saved.oauthClient ?? null, providers, context, ['oauthClient']);
  });
  const judged = submissionFormSchema<ParsedMailValues, MailValues>(withClient, saved, reservedParameters);
  // With a password nobody sees the client: it stays as it is saved.
  const shown = (values: MailValues): MailValues => (values.authentication === 'OAUTH2' ? values : { ...values, oauthClient: null });
  return z.preprocess((values) => shown(values as MailValues), judged) as unknown as z.ZodType<ParsedMailValues, MailValues>;
}

export function mailValuesOf(settings: MailSettings): MailValues {
  return {
    fromAddress: settings.fromAddress,
    fromName: settings.fromName,
    replyTo: settings.replyTo ?? '',
    ...submissionValuesOf(settings),
    oauthClient: clientValues(settings.oauthClient ?? null, 'Platform mail'),
  };
}

interface MailSave {
  version?: number;
  dropTokens?: boolean;
}

/** What the API takes, from values the schema has seen. */
export function mailInputOf(
  values: ParsedMailValues,
  saved: MailSettings,
  { id }: Pick<OAuthSetup, 'id'>,
  { version = saved.version, dropTokens = false }: MailSave = {},
): PlatformMailSettingsInput {
  const { fromAddress: address, fromName: name, replyTo: answersTo, oauthClient, ...submission } = values;
  return {
    version,
    fromAddress: address,
    fromName: name,
    replyTo: answersTo,
    ...submissionInputOf(submission, saved),
    oauthClient: oauthClient && clientInput(oauthClient, { saved: saved.oauthClient ?? null, newId: id, dropTokens }),
    dropTokens,
  };
}
