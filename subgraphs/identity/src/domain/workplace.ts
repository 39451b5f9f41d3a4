import { Refusal } from '@ycyw/service/refusal';
import type { Region, Role } from '@ycyw/service/viewer';

/** Staff work in a region, or in some of its agencies only; agencies null: all of them. */
export interface Workplace {
  region: Region;
  agencies: readonly string[] | null;
}

/** What a person's row says of role and place; no agencies: all of the region's. */
export interface Post {
  role: Role;
  region: Region;
  workplaceRegion: Region | null;
  workplaceAgencies: readonly string[];
}

const staff: ReadonlySet<Role> = new Set(['AGENT', 'MANAGER', 'ADMIN']);
const bound: ReadonlySet<Role> = new Set(['AGENT', 'MANAGER']);
const mostAgencies = 300;

/** Null for whoever is not staff. Admins work everywhere; the region is their own. */
export function workplaceOf({ role, region, workplaceRegion, workplaceAgencies }: Post): Workplace | null {
  if (!staff.has(role)) return null;
  if (!bound.has(role)) return { region, agencies: null };
  return { region: workplaceRegion ?? region, agencies: workplaceAgencies.length > 0 ? workplaceAgencies : null };
}

/** The one region in which somebody works; null for whoever works in none, or everywhere. */
export const boundTo = (post: Post): Region | null => (bound.has(post.role) ? (workplaceOf(post)?.region ?? null) : null);

/** What a token says of somebody's rights: staff act where they work, everybody else in the region of their data. */
export const rightsOf = (post: Post): Workplace & { role: Role } => ({
  role: post.role,
  ...(workplaceOf(post) ?? { region: post.region, agencies: null }),
});

export interface AssignRoleInput {
  userId: string;
  role: Role;
  agencies?: readonly string[] | null;
  region?: Region | null;
}

/** The columns that an assignment sets. BAD_INPUT names agencies or region, where they are malformed or not for that role. */
export function readPost({
  role,
  agencies,
  region,
}: AssignRoleInput): Omit<Post, 'region' | 'workplaceAgencies'> & { workplaceAgencies: string[] } {
  if (region && !bound.has(role)) throw new Refusal('BAD_INPUT', 'region');
  const codes = [...new Set(agencies ?? [])];
  const some = !agencies || (bound.has(role) && codes.length > 0 && codes.length <= mostAgencies);
  if (!some || !codes.every((code) => /^[A-Z\d]{3,4}$/.test(code))) throw new Refusal('BAD_INPUT', 'agencies');
  return { role, workplaceRegion: region ?? null, workplaceAgencies: codes };
}
