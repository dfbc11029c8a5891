import type { ButtonHTMLAttributes, MouseEvent, Ref } from "react";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `main` is the one action that a person most likely wants; `plain` has no frame; `icon` has no text. */
  readonly kind?: "main" | "plain" | "icon" | "danger" | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
  /** It takes a step, and may be pressed as fast as one can. */
  readonly repeats?: boolean | undefined;
}

/**
 * A button; never submits a form unless it says so. A double click presses it once: its second click is meant for what the
 * first one did, which may have put another button there. While it is disabled it keeps the focus that it has, else a
 * keyboard would begin at the top of the page after each press.
 */
export function Button(props: Props) {
  const { kind, className = "", type = "button", disabled, repeats = false, onClick, ...rest } = props;
  const pressed = (event: MouseEvent<HTMLButtonElement>) => {
    if (disabled || (event.detail > 1 && !repeats)) {
      // Neither its form is sent.
      event.preventDefault();
      event.stopPropagation();
    } else onClick?.(event);
  };
  return (
    <button
      {...rest}
      type={type}
      className={`button ${kind ?? ""} ${className}`}
      aria-disabled={disabled ? true : rest["aria-disabled"]}
      onClick={pressed}
    />
  );
}
