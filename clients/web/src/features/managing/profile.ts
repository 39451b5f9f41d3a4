import type { SupportLanguage } from '@ycyw/core/generated/graphql';

export const languages: readonly SupportLanguage[] = ['fr', 'en'];
/** How many conversations a manager may let somebody hold at once. */
export const largestCapacity = 20;
