import { isObject, type Json } from "../schema/json";
import { type Node, shapeOf } from "../schema/shape";
import { blank } from "../schema/values";
import { ChoiceField } from "./choice-field";
import { Group } from "./group";
import { JsonField } from "./json-field";
import { ListField } from "./list-field";
import { MapField } from "./map-field";
import { NumberField } from "./number-field";
import { OptionalField } from "./optional-field";
import { TextField } from "./text-field";
import { ToggleField } from "./toggle-field";
import { UnionField } from "./union-field";

/** What every field of a form is given. */
export interface FieldProps {
  /** Where the value is, such as `welcome.limits.daily`; what the API names when it refuses. */
  readonly path: string;
  readonly label: string;
  readonly description: string | null;
  readonly value: Json;
  readonly onChange: (value: Json) => void;
}

interface ValueFieldProps extends FieldProps {
  readonly node: Node;
}

/** Asks for a value of any schema. */
export function ValueField({ node, ...field }: ValueFieldProps) {
  const shape = shapeOf(node);
  const { path, label, description, value, onChange } = field;
  switch (shape.kind) {
    case "text":
      return <TextField {...field} shape={shape} />;
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
    case "map":
      return <MapField {...field} inner={shape.value} />;
    case "union":
      return <UnionField {...field} options={shape.options} />;
    case "json":
      return <JsonField {...field} />;
    case "nothing":
    case "constant":
      return null; // there is nothing to choose
    case "tuple": {
      const items = Array.isArray(value) ? (value as readonly Json[]) : [];
      return (
        <Group path={path} label={label} description={description}>
          {shape.items.map((item, place) => (
            <ValueField
              key={place}
              node={item}
              path={`${path}.${String(place)}`}
              label={`${label}, part ${String(place + 1)}`}
              description={null}
              value={items[place] ?? blank(item)}
              onChange={(changed) => {
                onChange(
                  shape.items.map((node, at) => (at === place ? changed : (items[at] ?? blank(node)))),
                );
              }}
            />
          ))}
        </Group>
      );
    }
    case "object": {
      const present = isObject(value) ? value : {};
      return (
        <Group path={path} label={label} description={description}>
          {shape.fields.map((inner) => (
            <ValueField
              key={inner.name}
              node={inner.node}
              path={`${path}.${inner.name}`}
              label={inner.label}
              description={inner.description}
              value={present[inner.name] ?? blank(inner.node)}
              onChange={(changed) => {
                onChange({ ...present, [inner.name]: changed });
              }}
            />
          ))}
        </Group>
      );
    }
  }
}
