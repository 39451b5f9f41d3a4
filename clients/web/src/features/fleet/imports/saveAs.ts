/** Gives the reader a file. The byte order mark is what tells spreadsheets that it is UTF-8. */
export function saveAs(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after this task.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}
