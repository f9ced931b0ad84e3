import { useState } from "react";

import { ApiError } from "@/api/problem";
import { Combobox } from "@/ui/combobox";
import { Button } from "@/ui/button";

import { ID, type PlaceShape } from "../../schema/strings";
import type { ControlProps } from "../use-notes";
import { goneLabel, usePlace } from "./use-place";
import { useOffer } from "./use-offer";

export interface PlaceBoxProps {
  readonly shape: PlaceShape;
  /** What the box is called where no label is tied to it, and the list in it. */
  readonly label: string;
  readonly control: Partial<ControlProps>;
  /** The id that is chosen; empty for none. */
  readonly value: string;
  /** Ids that are not offered. */
  readonly without?: readonly string[];
  readonly required?: boolean;
  readonly choose: (id: string) => void;
  readonly clear?: () => void;
}

/** A box in which a channel, a role or a member is looked for and chosen. */
export default function PlaceCombobox({
  shape,
  label,
  control,
  value,
  without = [],
  required,
  choose,
  clear,
}: PlaceBoxProps) {
  const [text, setText] = useState("");
  const { option, gone } = usePlace(shape, value);
  const offer = useOffer(shape, text, without);
  const noun = nounOf(shape);
  const shown = gone ? goneLabel(shape, value) : (option?.label ?? value);
  return (
    <div className="max-w-96">
      <Combobox
        control={control}
        label={label}
        shown={shown}
        icon={option?.icon}
        chosen={value}
        text={text}
        onText={setText}
        groups={offer.groups}
        status={offer.status}
        placeholder={clear === undefined ? `Choose a ${noun}` : `No ${noun}`}
        required={required}
        choose={choose}
        clear={value === "" ? undefined : clear}
      />
      {gone && ID.test(value) && (
        <p className="mt-1 text-sm text-warning">
          {shape.place === "member" ? "They left the server." : `This ${noun} no longer exists.`} Choose
          another one.
        </p>
      )}
      {offer.error instanceof ApiError && (
        <p role="status" className="mt-1 text-sm text-ink-soft">
          {offer.error.code === "discord"
            ? "Discord does not answer, so there are no names."
            : offer.error.detail}{" "}
          An id can be typed.{" "}
          <Button kind="quiet" size="small" className="-ml-1 underline" onClick={offer.retry}>
            Try again
          </Button>
        </p>
      )}
    </div>
  );
}

function nounOf({ place, channelKinds }: PlaceShape): string {
  return channelKinds?.length === 1 && channelKinds[0] === "category" ? "category" : place;
}
