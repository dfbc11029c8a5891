import { useRef } from "react";
import { Button } from "./button.tsx";

interface Props {
  readonly label: string;
  /** The kinds of file that are offered, as in `accept`. */
  readonly accept: string;
  readonly onFile: (file: File) => void;
}

/** A button that asks the system for a file. */
export function FileButton({ label, accept, onFile }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button onClick={() => input.current?.click()}>{label}</Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        aria-label={label}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) onFile(file);
          // The same file may be chosen once more.
          event.target.value = "";
        }}
      />
    </>
  );
}

/** What a file holds, as text; undefined where it cannot be read: it is a folder that was dropped, or gone, or locked. */
export async function textOf(file: File): Promise<string | undefined> {
  try {
    return await file.text();
  } catch {
    return undefined;
  }
}
