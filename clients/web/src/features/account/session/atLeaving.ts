const works = new Set<() => void>();

/** What is done once this person is no longer who uses this page. */
export const atLeaving = {
  add: (work: () => void): void => {
    works.add(work);
  },
  run: (): void => {
    for (const work of works) work();
  },
};
