const key = (reference: string) => `ycyw.heldUntil.${reference}`;

/** Until when a car waits for its payment; known to the tab that booked. */
export const heldUntil = {
  keep: (reference: string, until: string) => {
    sessionStorage.setItem(key(reference), until);
  },
  read: (reference: string): string | null => sessionStorage.getItem(key(reference)),
};
