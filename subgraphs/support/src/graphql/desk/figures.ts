import { Refusal } from '@ycyw/service/refusal';
import { requireRole } from '@ycyw/service/viewer';
import { figuresBetween } from '../../data/sla/figures.ts';
import { regionOf } from '../../domain/access.ts';
import type { Context } from '../context.ts';

const longestMs = 92 * 86_400_000;

/** What became of a period's conversations. BAD_INPUT(from, to) for one that is empty or longer than 92 days. */
export async function supportFigures(_: unknown, args: { from: string; to: string }, { viewer, sql, clock }: Context) {
  const region = regionOf(requireRole(viewer, 'MANAGER', 'ADMIN'));
  const [from, to] = [new Date(args.from), new Date(args.to)];
  const ms = to.getTime() - from.getTime();
  if (!(ms > 0 && ms <= longestMs)) throw new Refusal('BAD_INPUT', 'from, to');
  const { firstResponseMedian, firstResponseP90, ...figures } = await figuresBetween(sql, region, from, to, clock.now());
  const seconds = (value: number | null): number | null => (value === null ? null : Math.round(value));
  return { ...figures, firstResponseMedianSeconds: seconds(firstResponseMedian), firstResponseP90Seconds: seconds(firstResponseP90) };
}
