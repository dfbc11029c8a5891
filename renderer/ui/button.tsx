import type { ButtonHTMLAttributes, Ref } from "react";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `main` is the one action that a person most likely wants; `plain` has no frame; `icon` has no text. */
  readonly kind?: "main" | "plain" | "icon" | "danger" | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button; never submits a form unless it says so. */
export function Button({ kind, className = "", type = "button", ...rest }: Props) {
  return <button {...rest} type={type} className={`button ${kind ?? ""} ${className}`} />;
}
