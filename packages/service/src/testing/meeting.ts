/** Where the first so many who come wait for one another; whoever comes later goes on. For a control whose race must happen. */
export function meeting(count = 2): () => Promise<void> {
  const complete = Promise.withResolvers<undefined>();
  let missing = count;
  return async () => {
    missing -= 1;
    if (missing === 0) complete.resolve(undefined);
    await complete.promise;
  };
}
