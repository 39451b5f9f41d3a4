import { OutsideOfDocument } from '@ycyw/core/generated/graphql';
import { useQuery } from 'urql';

/** For staff: who wrote without an account; null where the conversation is a customer's, and until it is known. */
export function useContactName(conversationId: string, staff: boolean): string | null {
  const [{ data }] = useQuery({ query: OutsideOfDocument, variables: { id: conversationId }, pause: !staff });
  return data?.conversation?.contact?.name ?? null;
}
