import { useEffect, useRef } from "react";

/** Brings what `selector` names into sight when `id` begins to name something new: in a small window it begins below. */
export function useInSight(selector: string, id: string | undefined): void {
  const before = useRef(id);
  useEffect(() => {
    if (id !== undefined && id !== before.current)
      document.querySelector(`main ${selector}`)?.scrollIntoView({ block: "nearest" });
    before.current = id;
  }, [selector, id]);
}
