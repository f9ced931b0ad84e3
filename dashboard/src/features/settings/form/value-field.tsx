import { type Node } from "../schema/node";
import { shapeOf } from "../schema/shape";
import { ChoiceField } from "./choice-field";
import { DecimalField } from "./decimal-field";
import { DurationField } from "./duration-field";
import type { FieldProps } from "./field-props";
import { Fields } from "./fields";
import { Group } from "./group";
import { JsonField } from "./json-field";
import { ListField } from "./list-field";
import { MapField } from "./map-field";
import { MomentField } from "./moment-field";
import { NumberField } from "./number-field";
import { OptionalField } from "./optional-field";
import { PlaceField } from "./places/place-field";
import { TextField } from "./text-field";
import { ToggleField } from "./toggle-field";
import { TupleField } from "./tuple-field";
import { UnionField } from "./union-field";

interface ValueFieldProps extends FieldProps {
  readonly node: Node;
}

/** Asks for a value of any schema. */
export function ValueField({ node, ...field }: ValueFieldProps) {
  const shape = shapeOf(node);
  switch (shape.kind) {
    case "text":
      return <TextField {...field} shape={shape} />;
    case "place":
      return <PlaceField {...field} shape={shape} />;
    case "moment":
      return <MomentField {...field} shape={shape} />;
    case "duration":
      return <DurationField {...field} />;
    case "decimal":
      return <DecimalField {...field} shape={shape} />;
    case "number":
      return <NumberField {...field} shape={shape} />;
    case "toggle":
      return <ToggleField {...field} />;
    case "choice":
      return <ChoiceField {...field} choices={shape.choices} />;
    case "optional":
      return <OptionalField {...field} inner={shape.inner} />;
    case "list":
      return <ListField {...field} shape={shape} />;
    case "tuple":
      return <TupleField {...field} items={shape.items} />;
    case "map":
      return <MapField {...field} keys={shape.keys} inner={shape.value} />;
    case "union":
      return <UnionField {...field} options={shape.options} />;
    case "json":
      return <JsonField {...field} />;
    case "nothing":
    case "constant":
      return null; // there is nothing to choose
    case "object":
      return (
        <Group path={field.path} label={field.label} description={field.description}>
          <Fields {...field} fields={shape.fields} />
        </Group>
      );
  }
}
