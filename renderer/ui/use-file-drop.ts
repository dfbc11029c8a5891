import { useEffect, useEffectEvent } from "react";

/** Hears of a file that is dropped anywhere on the page, as long as the component is there. */
export function useFileDrop(onFile: (file: File) => void): void {
  const drop = useEffectEvent(onFile);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    const dropped = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      drop(file);
    };
    document.addEventListener("dragover", over);
    document.addEventListener("drop", dropped);
    return () => {
      document.removeEventListener("dragover", over);
      document.removeEventListener("drop", dropped);
    };
  }, []);
}
