/** Hands a text over as a file, as a download of the page. */
export function saveFile(name: string, text: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  // The browser has read the address by then; the bytes need not stay.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
