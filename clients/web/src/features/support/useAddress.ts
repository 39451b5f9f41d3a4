import { AttachmentAddressDocument, type AttachmentPartsFragment } from '@ycyw/core/generated/graphql';
import { useCallback, useState } from 'react';
import { useClient } from 'urql';

/** Seconds before its end that an address is used no more. */
const margin = 20;
const isOver = (url: string): boolean => Number(new URLSearchParams(url.split('?')[1]).get('until')) < Date.now() / 1000 + margin;

/** An attachment's address, which is good for five minutes; `renew` asks for another where it is needed, and gives the one that is good. */
export function useAddress({ id, url }: AttachmentPartsFragment) {
  const client = useClient();
  const [fresh, setFresh] = useState<string | null>(null);
  const current = fresh ?? url;
  const renew = useCallback(
    async (anyhow = false): Promise<string> => {
      if (!anyhow && !isOver(current)) return current;
      const { data } = await client.query(AttachmentAddressDocument, { id }, { requestPolicy: 'network-only' });
      const next = data?.attachment?.url ?? current;
      setFresh(next);
      return next;
    },
    [client, id, current],
  );
  return { url: current, isOver: () => isOver(current), renew };
}
