import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { requireStaff, type Viewer } from '@ycyw/service/viewer';
import { notify } from '../../data/notice.ts';
import { noteHeard } from '../../data/presence.ts';
import { agentSeen, lockAgent, saveProfile, saveStatus, type Seen } from '../../data/routing/agent.ts';
import { regionOf } from '../../domain/access.ts';
import { idOf } from '../../domain/id.ts';
import { capacityOf, languagesOf, skillsOf, type DeskStatus } from '../../domain/routing/agent.ts';
import type { Topic } from '../../domain/routing/topic.ts';
import type { Desk } from '../desk.ts';
import { dispatchSoon } from './dispatch.ts';

export interface DeskStatusArgs {
  status: DeskStatus;
  languages?: readonly string[] | null;
}

async function seenAfter(desk: Desk, id: string): Promise<Seen> {
  await dispatchSoon(desk);
  const agent = await agentSeen(desk.sql, id);
  if (!agent) throw new Refusal('NOT_FOUND');
  return agent;
}

/** One's own status at the desk; who becomes available is there, and given what waits. */
export async function setDeskStatus(desk: Desk, viewer: Viewer, { status, languages }: DeskStatusArgs): Promise<Seen> {
  const staff = requireStaff(viewer);
  const { region } = staff;
  if (!region) throw new Refusal('FORBIDDEN');
  const spoken = languages ? languagesOf(languages) : null;
  await desk.sql.$transaction(async (tx) => {
    await lockAgent(tx, { id: staff.id, region });
    await saveStatus(tx, staff.id, { status, languages: spoken });
    await noteHeard(tx, staff.id);
    await notify(tx, { kind: 'agent', id: staff.id });
  });
  return seenAfter(desk, staff.id);
}

export interface AgentProfileInput {
  agentId: string;
  languages: readonly string[];
  skills: readonly Topic[];
  capacity: number;
}

/** What one of the region's agents speaks, knows and holds at most. Managers; who is not known at the desk is NOT_FOUND. */
export async function setAgentProfile(desk: Desk, viewer: Viewer, input: AgentProfileInput): Promise<Seen> {
  const manager = requireStaff(viewer);
  if (manager.role === 'AGENT') throw new Refusal('FORBIDDEN');
  const userId = idOf(input.agentId);
  const profile = { userId, languages: languagesOf(input.languages), skills: skillsOf(input.skills), capacity: capacityOf(input.capacity) };
  await desk.sql.$transaction(async (tx) => {
    if (!(await saveProfile(tx, regionOf(manager), profile))) throw new Refusal('NOT_FOUND');
    const act = { action: 'support.agent.changed', subjectKind: 'user', subjectId: userId, detail: { capacity: profile.capacity } };
    await audit(tx, manager, act, desk.clock.now());
    await notify(tx, { kind: 'agent', id: userId });
  });
  return seenAfter(desk, userId);
}
