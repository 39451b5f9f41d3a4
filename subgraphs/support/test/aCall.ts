import { v7 as uuidv7 } from 'uuid';
import { aConversation, field, TAKE, type Answer, type Person } from './aDesk.ts';
import { following, type Follower } from './follower.ts';

const CALL = `id conversationId media state proposedBy ofMine startedAt endedAt endedBy durationSeconds relayOnly
  iceServers { urls username credential }`;

export interface Call {
  id: string;
  conversationId: string;
  media: string;
  state: string;
  proposedBy: string;
  ofMine: boolean;
  startedAt: string | null;
  endedAt: string | null;
  endedBy: string | null;
  durationSeconds: number | null;
  relayOnly: boolean;
  iceServers: { urls: string[]; username: string | null; credential: string | null }[];
}

export interface Signal {
  callId: string;
  sequence: number;
  from: string;
  kind: string;
  payload: string;
}

export const offer = JSON.stringify({ type: 'offer', sdp: 'v=0\r\n' });
export const answer = JSON.stringify({ type: 'answer', sdp: 'v=0\r\n' });
export const candidate = JSON.stringify({ candidate: 'candidate:1 1 udp 1 203.0.113.7 4000 typ relay', sdpMid: '0', sdpMLineIndex: 0 });

export const propose = (person: Person, conversationId: string, clientId: string = uuidv7(), media = 'VIDEO'): Promise<Answer> =>
  person.ask(
    `mutation ($conversationId: ID!, $clientId: ID!, $media: CallMedia!) {
      proposeCall(conversationId: $conversationId, clientId: $clientId, media: $media) { ${CALL} } }`,
    { conversationId, clientId, media },
  );
export const reply = (person: Person, callId: string, accept = true, clientId: string | null = null): Promise<Answer> =>
  person.ask(
    `mutation ($callId: ID!, $accept: Boolean!, $clientId: ID) { answerCall(callId: $callId, accept: $accept, clientId: $clientId) { ${CALL} } }`,
    { callId, accept, clientId },
  );
export const signal = (person: Person, callId: string, kind: string, payload: string): Promise<Answer> =>
  person.ask(
    `mutation ($callId: ID!, $kind: CallSignalKind!, $payload: String!) { signalCall(callId: $callId, kind: $kind, payload: $payload) }`,
    {
      callId,
      kind,
      payload,
    },
  );
export const hangUp = (person: Person, callId: string): Promise<Answer> => signal(person, callId, 'HANG_UP', '{}');
export const report = (person: Person, callId: string, what: string): Promise<Answer> =>
  person.ask(`mutation ($callId: ID!, $what: CallReport!) { reportCall(callId: $callId, report: $what) { ${CALL} } }`, { callId, what });

export const callOf = async (person: Person, id: string): Promise<Call | null> =>
  field<{ call: Call | null }>(await person.ask(`query ($id: ID!) { conversation(id: $id) { call { ${CALL} } } }`, { id }), 'conversation')
    .call;

/** What the conversation's last message shows. */
export const logged = async (
  person: Person,
  id: string,
): Promise<{ sequence: number; party: string; body: string | null; call: Call | null }> => {
  const shown = await person.ask(
    `query ($id: ID!) { conversation(id: $id) { messages(last: 1) { edges { node { sequence party body call { ${CALL} } } } } } }`,
    { id },
  );
  type Page = { messages: { edges: { node: Awaited<ReturnType<typeof logged>> }[] } };
  const [last] = field<Page>(shown, 'conversation').messages.edges;
  if (!last) throw new Error('no message');
  return last.node;
};

export const hearing = (person: Person, conversationId: string, afterSequence: number | null = null): Follower<Signal> =>
  following(
    person,
    'callSignalled',
    `subscription ($conversationId: ID!, $afterSequence: Int) {
      callSignalled(conversationId: $conversationId, afterSequence: $afterSequence) { callId sequence from kind payload } }`,
    { conversationId, afterSequence },
  );

/** A conversation of the customer's that the agent has taken. */
export async function taken(customer: Person, agent: Person): Promise<string> {
  const id = await aConversation(customer);
  field(await agent.ask(TAKE, { id }), 'takeConversation');
  return id;
}

/** A call that the agent proposed, in a conversation of its own; accepted where asked. */
export async function aCall(customer: Person, agent: Person, accepted = true): Promise<{ id: string; conversationId: string }> {
  const conversationId = await taken(customer, agent);
  const { id } = field<Call>(await propose(agent, conversationId), 'proposeCall');
  if (accepted) field(await reply(customer, id), 'answerCall');
  return { id, conversationId };
}

/** A call that both are connected in. */
export async function anActiveCall(customer: Person, agent: Person): Promise<{ id: string; conversationId: string }> {
  const call = await aCall(customer, agent);
  for (const person of [customer, agent]) field(await report(person, call.id, 'CONNECTED'), 'reportCall');
  return call;
}
