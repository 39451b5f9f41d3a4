import { languages, type Language } from '@ycyw/service/language';
import { Refusal } from '@ycyw/service/refusal';
import type { Region } from '@ycyw/service/viewer';
import { topics, type Topic } from './topic.ts';

export type DeskStatus = 'AVAILABLE' | 'BUSY' | 'AWAY';

const largestCapacity = 20;

/** What somebody is thought to speak who has not said. */
export const usualLanguages = (region: Region): readonly Language[] => (region === 'EU' ? languages : ['en']);

/** Each once, in our order; BAD_INPUT where there is none, or one that we do not have. */
export function languagesOf(given: readonly string[]): Language[] {
  const known = languages.filter((language) => given.includes(language));
  if (known.length === 0 || given.some((each) => !languages.some((language) => language === each)))
    throw new Refusal('BAD_INPUT', 'languages');
  return known;
}

export const skillsOf = (given: readonly Topic[]): Topic[] => topics.filter((topic) => given.includes(topic));

/** 0 to 20, else BAD_INPUT; 0 for who is given nothing. */
export function capacityOf(given: number): number {
  if (given < 0 || given > largestCapacity) throw new Refusal('BAD_INPUT', `capacity 0…${String(largestCapacity)}`);
  return given;
}
