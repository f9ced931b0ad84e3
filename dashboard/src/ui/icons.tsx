import type { ReactNode } from "react";

/** A sign of 20 px in the colour of the text around it; what it means stands beside it or in a label. */
function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 20 20"
      className="size-5 shrink-0"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

export function SunIcon() {
  return (
    <Icon>
      <circle cx="10" cy="10" r="3.4" />
      <path d="M10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M15.3 4.7l-1.1 1.1M5.8 14.2l-1.1 1.1" />
    </Icon>
  );
}

export function MoonIcon() {
  return (
    <Icon>
      <path d="M16.5 11.7A6.7 6.7 0 0 1 8.3 3.5a6.7 6.7 0 1 0 8.2 8.2Z" />
    </Icon>
  );
}

export function MenuIcon() {
  return (
    <Icon>
      <path d="M3 5.5h14M3 10h14M3 14.5h14" />
    </Icon>
  );
}

export function CloseIcon() {
  return (
    <Icon>
      <path d="m5 5 10 10M15 5 5 15" />
    </Icon>
  );
}

export function SlidersIcon() {
  return (
    <Icon>
      <path d="M3 6h7M14 6h3M3 14h3M10 14h7" />
      <circle cx="12" cy="6" r="2" />
      <circle cx="8" cy="14" r="2" />
    </Icon>
  );
}

export function PeopleIcon() {
  return (
    <Icon>
      <circle cx="7.5" cy="7" r="2.8" />
      <path d="M2.5 16c.4-2.8 2.3-4.3 5-4.3s4.6 1.5 5 4.3M13 4.6a2.6 2.6 0 0 1 0 4.9M14.6 12c1.7.5 2.7 1.9 3 4" />
    </Icon>
  );
}

export function GridIcon() {
  return (
    <Icon>
      <path d="M3 3h4v4H3zM13 3h4v4h-4zM3 13h4v4H3zM13 13h4v4h-4zM8 3h4v4H8zM8 8h4v4H8zM3 8h4v4H3z" />
    </Icon>
  );
}

export function RocketIcon() {
  return (
    <Icon>
      <path d="M10 2.5c3 1.8 4.2 4.6 4 8.5l-2 3H8l-2-3c-.2-3.9 1-6.7 4-8.5ZM6 11l-2.5 3 .5 2.5L7 15M14 11l2.5 3-.5 2.5L13 15" />
      <circle cx="10" cy="8" r="1.4" />
    </Icon>
  );
}

export function CoinsIcon() {
  return (
    <Icon>
      <ellipse cx="8" cy="5.5" rx="5" ry="2.3" />
      <path d="M3 5.5v4c0 1.3 2.2 2.3 5 2.3M3 9.5v4c0 1.3 2.2 2.3 5 2.3M13 5.5v2" />
      <ellipse cx="13" cy="11" rx="4" ry="1.9" />
      <path d="M9 11v3.6c0 1 1.8 1.9 4 1.9s4-.9 4-1.9V11" />
    </Icon>
  );
}

export function ChevronIcon() {
  return (
    <Icon>
      <path d="m6 8 4 4 4-4" />
    </Icon>
  );
}

export function LeaveIcon() {
  return (
    <Icon>
      <path d="M8 3.5H4.5v13H8M12 6.5l3.5 3.5-3.5 3.5M15 10H7.5" />
    </Icon>
  );
}
