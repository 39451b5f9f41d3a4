const most = 40;

/** The Message-IDs in a header, in their angle brackets, as RFC 5322 writes them; the last forty, none longer than a line may be. */
export const messageIdsIn = (header: string): string[] => (header.match(/<[^<>\s]{1,900}>/g) ?? []).slice(-most);
