/** Copies a text; where the browser refuses its clipboard, the old way is taken. Out: whether it is copied. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without permission, or on a page that is not secure.
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    document.body.append(area);
    area.select();
    // It is old, and the only other way.
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
