import { Popover } from "radix-ui";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from "react";

import { classNames } from "./class-names";
import { FIELD } from "./field-style";
import { ChevronIcon, CloseIcon } from "./icons";
import { MENU, MENU_ITEM } from "./menu-style";

/** Something to choose. */
export interface Option {
  readonly value: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly detail?: string;
}

/** Options under a heading, if there is one. */
export interface OptionGroup {
  readonly label: string | null;
  readonly options: readonly Option[];
}

interface ComboboxProps {
  /** What ties the box to its label and its notes; without an id it is called by `label`. */
  readonly control: {
    readonly id?: string;
    readonly "aria-describedby"?: string | undefined;
    readonly "aria-invalid"?: boolean | undefined;
  };
  readonly label: string;
  /** What is chosen, in words; empty for nothing. */
  readonly shown: string;
  readonly icon?: ReactNode;
  readonly chosen: string;
  /** What is typed to find something. */
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly groups: readonly OptionGroup[];
  /** What is said below the options, such as that there are none. */
  readonly status: string | null;
  readonly placeholder: string;
  readonly required?: boolean | undefined;
  readonly choose: (value: string) => void;
  readonly clear?: (() => void) | undefined;
}

/**
 * A field that finds one of many things as one types.
 *
 * Source: https://www.w3.org/WAI/ARIA/apg/patterns/combobox (list autocomplete)
 */
export function Combobox(props: ComboboxProps) {
  const { control, label, shown, icon, chosen, text, onText, groups, status, choose, clear } = props;
  const list = useId();
  const [open, setOpen] = useState(false);
  const [editing, setEditing] = useState(false);
  const [active, setActive] = useState(-1);
  const options = groups.flatMap((group) => group.options);
  const present = open ? options[active] : undefined;

  const close = () => {
    setOpen(false);
    setEditing(false);
    setActive(-1);
    onText("");
  };
  const take = (option: Option) => {
    choose(option.value);
    close();
  };
  const show = (place: number) => {
    setOpen(true);
    setActive(place);
  };
  const press = (event: KeyboardEvent) => {
    const last = options.length - 1;
    switch (event.key) {
      case "ArrowDown":
        show(open ? (active >= last ? 0 : active + 1) : Math.max(0, placeOf(options, chosen)));
        break;
      case "ArrowUp":
        show(open && active > 0 ? active - 1 : last);
        break;
      case "Enter":
        if (!open) return; // it is the form's
        if (present !== undefined) take(present);
        break;
      case "Escape":
        if (!open && !editing) return;
        close();
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <Popover.Root open={open} onOpenChange={(wanted) => !wanted && close()}>
      <Popover.Anchor className="relative flex items-center">
        {!editing && icon !== undefined && (
          <span className="pointer-events-none absolute left-2.5">{icon}</span>
        )}
        <input
          {...control}
          role="combobox"
          type="text"
          autoComplete="off"
          spellCheck={false}
          aria-label={control.id === undefined ? label : undefined}
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={open ? list : undefined}
          aria-activedescendant={present === undefined ? undefined : `${list}-${String(active)}`}
          placeholder={props.placeholder}
          required={props.required}
          value={editing ? text : shown}
          onFocus={(event) => {
            event.target.select();
          }}
          onClick={() => {
            if (!open) show(placeOf(options, chosen));
          }}
          onChange={(event) => {
            setEditing(true);
            onText(event.target.value);
            show(0);
          }}
          onKeyDown={press}
          onBlur={close}
          className={classNames(FIELD, "truncate pr-10", !editing && icon !== undefined && "pl-11")}
        />
        {clear === undefined ? (
          <span aria-hidden className="pointer-events-none absolute right-2.5 text-ink-soft">
            <ChevronIcon />
          </span>
        ) : (
          <button
            type="button"
            aria-label={`Clear ${label}`}
            onClick={clear}
            className="absolute right-1 rounded-lg p-1.5 text-ink-soft hover:bg-sunken hover:text-ink"
          >
            <CloseIcon />
          </button>
        )}
      </Popover.Anchor>
      <Popover.Content
        align="start"
        sideOffset={6}
        collisionPadding={8}
        role={undefined}
        onOpenAutoFocus={prevent}
        onCloseAutoFocus={prevent}
        onInteractOutside={prevent} // leaving the field closes it
        onMouseDown={prevent} // the field keeps the focus
        className={classNames(
          MENU,
          "max-h-[min(20rem,var(--radix-popover-content-available-height))] overflow-y-auto",
          "w-[max(15rem,var(--radix-popover-trigger-width))] max-w-[calc(100vw-1rem)]",
        )}
      >
        <div id={list} role="listbox" aria-label={label}>
          {groups.map((group, place) => (
            <Group
              key={group.label ?? place}
              group={group}
              list={list}
              first={groups.slice(0, place).reduce((sum, before) => sum + before.options.length, 0)}
              active={active}
              chosen={chosen}
              take={take}
            />
          ))}
        </div>
        {status !== null && <p className="px-3 py-2 text-ink-soft">{status}</p>}
      </Popover.Content>
      <span role="status" className="sr-only">
        {open && (status ?? `${String(options.length)} to choose from`)}
      </span>
    </Popover.Root>
  );
}

interface GroupProps {
  readonly group: OptionGroup;
  readonly list: string;
  readonly first: number;
  readonly active: number;
  readonly chosen: string;
  readonly take: (option: Option) => void;
}

function Group({ group, list, first, active, chosen, take }: GroupProps) {
  return (
    <div role={group.label === null ? "presentation" : "group"} aria-label={group.label ?? undefined}>
      {group.label !== null && (
        <p aria-hidden className="px-3 pb-1 pt-2 text-xs font-semibold text-ink-soft">
          {group.label}
        </p>
      )}
      {group.options.map((option, place) => (
        <Line
          key={option.value}
          id={`${list}-${String(first + place)}`}
          option={option}
          active={first + place === active}
          chosen={option.value === chosen}
          take={take}
        />
      ))}
    </div>
  );
}

interface LineProps {
  readonly id: string;
  readonly option: Option;
  readonly active: boolean;
  readonly chosen: boolean;
  readonly take: (option: Option) => void;
}

function Line({ id, option, active, chosen, take }: LineProps) {
  useEffect(() => {
    if (active) document.getElementById(id)?.scrollIntoView({ block: "nearest" });
  }, [active, id]);
  return (
    // Keys are the field's, which keeps the focus.
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      data-highlighted={active ? "" : undefined}
      onClick={() => {
        take(option);
      }}
      className={classNames(
        MENU_ITEM,
        "flex cursor-pointer items-center gap-2 hover:bg-sunken",
        chosen && "font-semibold text-accent",
      )}
    >
      {option.icon}
      <span className="min-w-0 flex-1 truncate">{option.label}</span>
      {option.detail !== undefined && <span className="truncate text-xs text-ink-soft">{option.detail}</span>}
    </div>
  );
}

function placeOf(options: readonly Option[], value: string): number {
  return options.findIndex((option) => option.value === value);
}

function prevent(event: { preventDefault: () => void }): void {
  event.preventDefault();
}
