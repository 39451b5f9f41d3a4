export function ArticleBody({ body }: { body: string }) {
  return body.split(/\n{2,}/).map((paragraph) => <p key={paragraph}>{paragraph}</p>);
}
