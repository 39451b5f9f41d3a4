import type { Context } from './context.ts';

/** A class as booking knows it: plain data, for searches hold hundreds. */
export const showClass = ({ world }: Context, acriss: string) => ({
  __typename: 'VehicleClass' as const,
  id: acriss,
  rating: world.classRatings.of(acriss),
});
