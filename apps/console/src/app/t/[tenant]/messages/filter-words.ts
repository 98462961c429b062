import type { MessageFilter } from '@/generated/graphql.ts';
import { kindLabel, messageStates } from '../../../../features/messages/message-words.ts';

/** What a filter takes in, as a sentence: whoever cancels by it reads it first. */
export function filterWords(filter: MessageFilter, profiles: readonly { id: string; name: string }[]): string {
  const { search, states, profileId, kind, tag, from, to } = filter;
  const profile = profiles.find(({ id }) => id === profileId)?.name;
  const parts = [
    ...(search ? [`for addresses with “${search}”`] : []),
    ...(profile ? [`in the profile ${profile}`] : []),
    ...(states?.length === 1 ? states.map((state) => `as ${messageStates[state].label.toLowerCase()}`) : []),
    ...(kind ? [`of the kind ${kindLabel(kind).toLowerCase()}`] : []),
    ...(tag ? [`with the tag ${tag}`] : []),
    ...(from ? [`queued since ${momentText(from)}`] : []),
    ...(to ? [`queued before ${momentText(to)}`] : []),
  ];
  return parts.length === 0 ? 'This is all mail that waits in this tenant.' : `This is all mail that waits ${parts.join(', ')}.`;
}

const momentText = (moment: string): string => new Date(moment).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
