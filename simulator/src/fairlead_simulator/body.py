"""Bodies: typed values read out of JSON, for REST, the control API and the gateway alike.

A parser is a function from a JSON value and its path to a typed value. `Body` applies parsers to the fields of an
object. Codes and messages of errors are Discord's: https://discord.com/developers/docs/reference#error-messages
"""

from collections.abc import Callable
from enum import IntEnum
from typing import overload

from fairlead_simulator.jsonvalue import Json, JsonObject

type Path = tuple[str, ...]
type Parser[T] = Callable[[Json, Path], T]

MAX_SNOWFLAKE = (1 << 63) - 1


class BodyError(Exception):
    """A field does not fit.

    Attributes:
        path: The field's names and indices from the outermost object inwards; empty for the body itself.
        code: Discord's name of the mistake.
        message: What would fit, as a sentence.
    """

    def __init__(self, path: Path, code: str, message: str) -> None:
        super().__init__(f"{'.'.join(path) or 'body'}: {message}")
        self.path = path
        self.code = code
        self.message = message


class Body:
    """An object whose fields are read one by one."""

    __slots__ = ("_fields", "_path")

    def __init__(self, value: Json, path: Path = ()) -> None:
        self._fields = mapping(value, path)
        self._path = path

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def required[T](self, name: str, parser: Parser[T]) -> T:
        """Read a field that has to be there.

        Raises:
            BodyError: It is missing, or does not fit.
        """
        if name not in self._fields:
            raise BodyError((*self._path, name), "BASE_TYPE_REQUIRED", "This field is required")
        return parser(self._fields[name], (*self._path, name))

    @overload
    def optional[T](self, name: str, parser: Parser[T]) -> T | None: ...
    @overload
    def optional[T](self, name: str, parser: Parser[T], default: T) -> T: ...
    def optional[T](self, name: str, parser: Parser[T], default: T | None = None) -> T | None:
        """Read a field that may be missing or null, which both mean the default.

        Raises:
            BodyError: It is there and does not fit.
        """
        value = self._fields.get(name)
        return default if value is None else parser(value, (*self._path, name))

    def only(self, *names: str) -> None:
        """Refuse fields that nobody reads, so that a misspelt one is noticed.

        Raises:
            BodyError: There is another field.
        """
        for name in self._fields:
            if name not in names:
                known = ", ".join(names) or "none"
                raise BodyError((*self._path, name), "UNKNOWN_FIELD", f"There is no such field; there are: {known}")


def anything(value: Json, path: Path) -> Json:
    """Take any value as it is."""
    del path
    return value


def mapping(value: Json, path: Path) -> JsonObject:
    """Take an object."""
    if not isinstance(value, dict):
        raise BodyError(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
    return value


def flag(value: Json, path: Path) -> bool:
    """Take true or false."""
    if not isinstance(value, bool):
        raise BodyError(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
    return value


def text(minimum: int = 0, maximum: int | None = None) -> Parser[str]:
    """Take a text whose length lies in a range, both ends included."""

    def parse(value: Json, path: Path) -> str:
        if not isinstance(value, str):
            raise BodyError(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
        if len(value) < minimum:
            raise BodyError(path, "BASE_TYPE_MIN_LENGTH", f"Must be {minimum} or more in length.")
        if maximum is not None and len(value) > maximum:
            raise BodyError(path, "BASE_TYPE_MAX_LENGTH", f"Must be {maximum} or fewer in length.")
        return value

    return parse


def integer(minimum: int | None = None, maximum: int | None = None) -> Parser[int]:
    """Take a whole number in a range, both ends included."""

    def parse(value: Json, path: Path) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise BodyError(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        _in_range(value, path, minimum, maximum)
        return value

    return parse


def number(minimum: float | None = None, maximum: float | None = None) -> Parser[float]:
    """Take a number in a range, both ends included."""

    def parse(value: Json, path: Path) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise BodyError(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not float.')
        _in_range(value, path, minimum, maximum)
        return float(value)

    return parse


def snowflake(value: Json, path: Path) -> int:
    """Take an id, as the string that Discord writes or as the number that it also reads."""
    digits = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(digits, str) or not (digits.isascii() and digits.isdigit()) or int(digits) > MAX_SNOWFLAKE:
        raise BodyError(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    return int(digits)


def member_of[E: IntEnum](kind: type[E]) -> Parser[E]:
    """Take a number that an enumeration knows."""

    def parse(value: Json, path: Path) -> E:
        for member in kind:
            if value == member.value and not isinstance(value, bool):
                return member
        allowed = ", ".join(str(member.value) for member in kind)
        raise BodyError(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{allowed}}}.")

    return parse


def items[T](parser: Parser[T], maximum: int | None = None) -> Parser[list[T]]:
    """Take a list, each item by a parser."""

    def parse(value: Json, path: Path) -> list[T]:
        if not isinstance(value, list):
            raise BodyError(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        if maximum is not None and len(value) > maximum:
            raise BodyError(path, "BASE_TYPE_MAX_LENGTH", f"Must be {maximum} or fewer in length.")
        return [parser(item, (*path, str(index))) for index, item in enumerate(value)]

    return parse


def values[T](parser: Parser[T]) -> Parser[dict[str, T]]:
    """Take an object of any field names, each value by a parser."""

    def parse(value: Json, path: Path) -> dict[str, T]:
        return {name: parser(item, (*path, name)) for name, item in mapping(value, path).items()}

    return parse


def _in_range(value: float, path: Path, minimum: float | None, maximum: float | None) -> None:
    if minimum is not None and value < minimum:
        raise BodyError(path, "NUMBER_TYPE_MIN", f"Value should be greater than or equal to {minimum}.")
    if maximum is not None and value > maximum:
        raise BodyError(path, "NUMBER_TYPE_MAX", f"Value should be less than or equal to {maximum}.")
