/** What of the log is in its address, besides search and page. */
export const filterIds = ['state', 'profile', 'kind', 'tag', 'when'] as const;
