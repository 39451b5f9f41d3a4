import type { Point } from '@ycyw/core/distance';
import type { AgencyPlaceFragment } from '@ycyw/core/generated/graphql';

/** Where a car may be picked up: at one agency, at any of a country, or around a point. */
export type Place = { agency: AgencyPlaceFragment } | { country: string } | { near: Point };

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();

/** Whether a country's name begins so, accents and case aside. */
export const beginsLike = (name: string, typed: string): boolean => typed !== '' && plain(name).startsWith(plain(typed));
