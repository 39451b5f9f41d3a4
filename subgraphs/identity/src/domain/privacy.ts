import type { Region } from '@ycyw/service/viewer';

export const purposes = ['MARKETING', 'PERSONALISATION', 'SALE_OR_SHARING'] as const;
export type Purpose = (typeof purposes)[number];

export type Choices = Record<Purpose, boolean>;

/** What holds until somebody chooses: US residents may opt out of sale and sharing (CCPA), everybody else has to opt in (GDPR). */
export const defaultChoices = (region: Region): Choices => ({
  MARKETING: false,
  PERSONALISATION: false,
  SALE_OR_SHARING: region === 'US',
});

/** Whether the browser sends the Global Privacy Control, which counts as the opt-out. */
export const sendsGpc = (headers: Readonly<Record<string, string | string[] | undefined>>): boolean => headers['sec-gpc'] === '1';

/** What of `wished` changes anything; nobody opts in while the browser opts out. */
export function changesOf(current: Choices, wished: Readonly<Partial<Record<Purpose, boolean | null>>>, gpc: boolean): Partial<Choices> {
  const changed = purposes.flatMap((purpose) => {
    const granted = wished[purpose] ?? current[purpose];
    const refused = gpc && purpose === 'SALE_OR_SHARING' && granted;
    return granted === current[purpose] || refused ? [] : [[purpose, granted] as const];
  });
  return Object.fromEntries(changed);
}
